import { main } from '../../src-main/start-cli.ts';

/** The program `rushes` from its sources: what is tested does not depend on a build. */
process.exitCode = await main(process.argv.slice(2));

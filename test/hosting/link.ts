import { clientOf } from '../../src-main/api/client.ts';
import { profileAt } from '../../src-main/engine/profile/profile.ts';
import { connectTo } from '../../src-main/engine/profile/socket.ts';

/** An address of the studio of a profile, asked as `rushes open` asks: over the profile's socket. */
export async function linkOf(folder: string, fresh = false): Promise<string> {
  const connection = await connectTo(profileAt(folder).socket);
  if (!connection) throw new Error('nobody listens');
  try {
    return (await clientOf(connection.port).studio.link({ fresh })).url;
  } finally {
    connection.close();
  }
}

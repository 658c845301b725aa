import * as z from 'zod';
import { answers } from '../../../src-shared/domain/answers.ts';
import type { answerNames } from '../../../src-shared/domain/request.ts';

/** Answers that are a JSON document: how they are asked for and how they are read. Loaded where one is asked for. Pure. */

type AnswerName = (typeof answerNames)[number];

/**
 * `response_format` of a document, and the wish for an endpoint that keeps to it: support is per endpoint, and one without
 * it would be taken in silence (providers.md A.5).
 */
export function askFor(name: AnswerName) {
  const { $schema: _, ...schema } = z.toJSONSchema(answers[name], {
    // Strict mode takes no lengths; they are checked when the document is read.
    override: ({ jsonSchema }) => {
      delete jsonSchema.minLength;
      delete jsonSchema.maxLength;
    },
  });
  return {
    response_format: { type: 'json_schema', json_schema: { name, strict: true, schema } },
    provider: { require_parameters: true },
  } as const;
}

/** The document in a text, with or without a fence around it; undefined where it is not the one asked for. */
export function documentOf(name: AnswerName, text: string): unknown {
  const [, fenced = text] = /^\s*```(?:json)?\s*\n([\s\S]*?)\n?\s*```\s*$/i.exec(text) ?? [];
  try {
    const read = answers[name].safeParse(JSON.parse(fenced));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}

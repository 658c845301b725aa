export type Model = {
  id: string;
  canonical_slug: string;
  name: string;
  provider: string;
  context_length: number;
  input_modalities: readonly string[];
  /** Dollars per token. */
  prompt: number;
  completion: number;
  expiration_date: string | null;
  reasoning: { supported_efforts: readonly string[]; default_effort: string; mandatory: boolean } | null;
};

const LUNA_EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

const MODELS: readonly Model[] = [
  {
    id: 'openai/gpt-4o-mini',
    canonical_slug: 'openai/gpt-4o-mini',
    name: 'OpenAI: GPT-4o-mini',
    provider: 'OpenAI',
    context_length: 128_000,
    input_modalities: ['text', 'image', 'file'],
    prompt: 0.15e-6,
    completion: 0.6e-6,
    expiration_date: '2027-01-14',
    reasoning: null,
  },
  {
    id: 'openai/gpt-6-luna',
    canonical_slug: 'openai/gpt-6-luna-20261014',
    name: 'OpenAI: GPT-6 Luna',
    provider: 'OpenAI',
    context_length: 400_000,
    input_modalities: ['text', 'image', 'file'],
    prompt: 0.1e-6,
    completion: 0.5e-6,
    expiration_date: null,
    reasoning: { supported_efforts: LUNA_EFFORTS, default_effort: 'medium', mandatory: false },
  },
  {
    id: 'google/gemini-2.5-flash',
    canonical_slug: 'google/gemini-2.5-flash',
    name: 'Google: Gemini 2.5 Flash',
    provider: 'Google',
    context_length: 1_048_576,
    input_modalities: ['text', 'image', 'file', 'audio', 'video'],
    prompt: 0.3e-6,
    completion: 2.5e-6,
    expiration_date: '2026-12-01',
    reasoning: {
      supported_efforts: ['none', 'low', 'medium', 'high'],
      default_effort: 'none',
      mandatory: false,
    },
  },
  {
    id: 'google/gemini-3.5-flash-lite',
    canonical_slug: 'google/gemini-3.5-flash-lite',
    name: 'Google: Gemini 3.5 Flash Lite',
    provider: 'Google',
    context_length: 1_048_576,
    input_modalities: ['text', 'image', 'file', 'audio', 'video'],
    prompt: 0.3e-6,
    completion: 2.5e-6,
    expiration_date: null,
    reasoning: {
      supported_efforts: ['minimal', 'low', 'medium', 'high'],
      default_effort: 'low',
      mandatory: true,
    },
  },
];

/** The model with this id; an id that is not listed runs too, at the first model's price. */
export function modelNamed(id: string): Model {
  const first = MODELS[0] as Model;
  return (
    MODELS.find((one) => one.id === id) ?? {
      ...first,
      id,
      canonical_slug: id,
      provider: id.split('/')[0] ?? id,
    }
  );
}

/** The document of `GET /models`. Prices are strings, in dollars per token. */
export function modelList(): { data: Record<string, unknown>[] } {
  const parameters = [
    'frequency_penalty',
    'max_tokens',
    'presence_penalty',
    'response_format',
    'seed',
    'stop',
    'structured_outputs',
    'temperature',
    'top_p',
  ];
  return {
    data: MODELS.map((one) => ({
      id: one.id,
      canonical_slug: one.canonical_slug,
      name: one.name,
      created: 1_721_260_800,
      context_length: one.context_length,
      architecture: {
        modality: 'text+image->text',
        input_modalities: one.input_modalities,
        output_modalities: ['text'],
      },
      pricing: {
        prompt: perToken(one.prompt),
        completion: perToken(one.completion),
        request: '0',
        image: '0',
      },
      top_provider: {
        context_length: one.context_length,
        max_completion_tokens: 16_384,
        is_moderated: false,
      },
      supported_parameters: one.reasoning ? [...parameters, 'reasoning'] : parameters,
      expiration_date: one.expiration_date,
      ...(one.reasoning ? { reasoning: one.reasoning } : {}),
    })),
  };
}

function perToken(dollars: number): string {
  return dollars.toFixed(10).replace(/0+$/, '');
}

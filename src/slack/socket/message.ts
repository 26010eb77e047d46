import { z } from 'zod';

/** What Slack sends over a WebSocket, as far as Hush reads it (https://docs.slack.dev/apis/events-api/using-socket-mode). */
const message = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello') }),
  z.object({ type: z.literal('disconnect'), reason: z.string().default('unknown') }),
  ...(['slash_commands', 'interactive', 'events_api'] as const).map((type) =>
    z.object({
      type: z.literal(type),
      envelope_id: z.string().min(1),
      payload: z.record(z.string(), z.unknown()),
      /** False: an acknowledgement of it is to have no body. */
      accepts_response_payload: z.boolean().default(true),
      retry_attempt: z.number().optional(),
      retry_reason: z.string().optional(),
    }),
  ),
]);

export type SocketMessage = z.infer<typeof message>;

/** A command, something pressed or submitted, or an event: what Slack would post over HTTP. */
export type Envelope = Extract<SocketMessage, { envelope_id: string }>;

/** In characters; over HTTP a request is as long at most. */
const longest = 4 * 1024 * 1024;

/** One message; undefined if it is none that Hush knows. Nothing in it is believed before. */
export function readMessage(text: string): SocketMessage | undefined {
  if (text.length > longest) return undefined;
  try {
    return message.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** The acknowledgement of an envelope, with the body that an answer over HTTP would have. */
export function writeAcknowledgement(envelope: Envelope, body: unknown): string {
  const payload = typeof body === 'string' && body !== '' ? { text: body } : body;
  const hasBody = envelope.accepts_response_payload && typeof payload === 'object' && payload !== null;
  return JSON.stringify({ envelope_id: envelope.envelope_id, ...(hasBody && { payload }) });
}

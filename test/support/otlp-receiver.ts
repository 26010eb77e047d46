import { once } from 'node:events';
import { createServer } from 'node:http';

/** A span as a collector gets it. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty: it has none. */
  readonly parentId: string;
  readonly name: string;
  /** 1 internal, 2 server, 3 client. */
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Span ids. */
  readonly links: readonly string[];
  /** 2 is an error. */
  readonly status: number;
}

export interface OtlpReceiver {
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  /** Of the program, as it says itself. */
  readonly resource: Readonly<Record<string, unknown>>;
  readonly headers: readonly Readonly<Record<string, string | string[] | undefined>>[];
  /** Everything that came, as text in which secrets can be looked for. */
  readonly raw: () => string;
  close(): Promise<void>;
}

/**
 * Takes traces by OTLP over HTTP, and reads of the protobuf what tests look at.
 *
 * @see https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto
 */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const resource: Record<string, unknown> = {};
  const headers: OtlpReceiver['headers'][number][] = [];
  const bodies: Buffer[] = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    bodies.push(body);
    headers.push(request.headers);
    for (const resourceSpans of messages(body, 1)) {
      Object.assign(resource, ...messages(resourceSpans, 1).map((one) => attributesIn(one, 1)));
      for (const scope of messages(resourceSpans, 2)) spans.push(...messages(scope, 2).map(spanOf));
    }
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    resource,
    headers,
    raw: () => Buffer.concat(bodies).toString('latin1'),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

type Field = { readonly number: number; readonly value: Buffer | bigint };

/** The fields of one protobuf message (https://protobuf.dev/programming-guides/encoding). */
function fields(message: Buffer): readonly Field[] {
  const found: Field[] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message[at++] ?? 0;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = Number(varint());
    const wire = tag & 7;
    if (wire === 0) found.push({ number: tag >> 3, value: varint() });
    else {
      const length = wire === 2 ? Number(varint()) : wire === 1 ? 8 : 4;
      found.push({ number: tag >> 3, value: message.subarray(at, at + length) });
      at += length;
    }
  }
  return found;
}

function messages(message: Buffer, number: number): readonly Buffer[] {
  return fields(message).flatMap((field) =>
    field.number === number && Buffer.isBuffer(field.value) ? [field.value] : [],
  );
}

function spanOf(span: Buffer): ReceivedSpan {
  const bytes = (number: number, within = span) => messages(within, number)[0] ?? Buffer.alloc(0);
  const numberOf = (number: number, within = span) =>
    Number(fields(within).find((field) => field.number === number)?.value ?? 0);
  return {
    traceId: bytes(1).toString('hex'),
    spanId: bytes(2).toString('hex'),
    parentId: bytes(4).toString('hex'),
    name: bytes(5).toString(),
    kind: numberOf(6),
    attributes: attributesIn(span, 9),
    links: messages(span, 13).map((link) => bytes(2, link).toString('hex')),
    status: numberOf(3, bytes(15)),
  };
}

function attributesIn(message: Buffer, number: number): Record<string, unknown> {
  return Object.fromEntries(
    messages(message, number).map((pair) => {
      const [key = Buffer.alloc(0)] = messages(pair, 1);
      const [value = Buffer.alloc(0)] = messages(pair, 2);
      return [key.toString(), valueIn(value)];
    }),
  );
}

function valueIn(value: Buffer): unknown {
  const [field] = fields(value);
  if (field === undefined) return '';
  if (typeof field.value === 'bigint') return field.number === 2 ? field.value === 1n : Number(field.value);
  if (field.number === 5) return messages(field.value, 1).map(valueIn);
  return field.number === 4 ? field.value.readDoubleLE() : field.value.toString();
}

/** The states of `grpc.health.v1.HealthCheckResponse.ServingStatus`, by number. */
const servingStatuses = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'] as const;
export type ServingStatus = (typeof servingStatuses)[number];

/** The canonical status codes of gRPC, by number. */
const grpcStatuses = [
  ...['OK', 'CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND', 'ALREADY_EXISTS'],
  ...['PERMISSION_DENIED', 'RESOURCE_EXHAUSTED', 'FAILED_PRECONDITION', 'ABORTED', 'OUT_OF_RANGE'],
  ...['UNIMPLEMENTED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS', 'UNAUTHENTICATED'],
] as const;

/** `5` is `NOT_FOUND`; null for what is no status. */
export function grpcStatusName(code: string | undefined): string | null {
  return code !== undefined && /^\d{1,2}$/.test(code) ? (grpcStatuses[Number(code)] ?? null) : null;
}

/** A `HealthCheckRequest` as one gRPC message: not compressed, its length, `string service = 1`. */
export function encodeHealthRequest(service: string): Buffer {
  const name = Buffer.from(service, 'utf8');
  const message =
    name.length === 0 ? name : Buffer.concat([Buffer.from([0x0a]), encodeVarint(name.length), name]);
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/**
 * The state in a `HealthCheckResponse`, from the whole body of a response; null where that is not exactly one message
 * of that type. A message without the field means the enum's zero (proto3), and fields of a later version are skipped.
 */
export function decodeHealthResponse(body: Buffer): ServingStatus | null {
  if (body.length < 5 || body[0] !== 0 || body.readUInt32BE(1) !== body.length - 5) return null;
  let status = 0;
  for (let at = 5; at < body.length; ) {
    const field = readField(body, at);
    if (field === null) return null;
    if (field.number === 1 && field.value === null) return null;
    if (field.number === 1) status = field.value ?? 0;
    at = field.end;
  }
  return servingStatuses[status] ?? null;
}

interface Field {
  readonly number: number;
  /** Of a varint; null for the other wire types. */
  readonly value: number | null;
  readonly end: number;
}

const longestVarintBytes = 10;

/** One field of a protobuf message, its value read or passed over; null where the bytes are none. */
function readField(bytes: Buffer, at: number): Field | null {
  const tag = readVarint(bytes, at);
  const number = tag === null ? 0 : Math.floor(tag.value / 8);
  if (tag === null || number === 0) return null;
  const wireType = tag.value % 8;
  if (wireType === 0) {
    const varint = readVarint(bytes, tag.end);
    return varint && { number, ...varint };
  }
  const length = wireType === 2 ? readVarint(bytes, tag.end) : null;
  const end =
    wireType === 1
      ? tag.end + 8
      : wireType === 5
        ? tag.end + 4
        : length === null
          ? Number.POSITIVE_INFINITY
          : length.end + length.value;
  return end <= bytes.length ? { number, value: null, end } : null;
}

function readVarint(bytes: Buffer, at: number): { value: number; end: number } | null {
  let value = 0;
  for (let index = 0; index < longestVarintBytes; index++) {
    const byte = bytes[at + index];
    if (byte === undefined) return null;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, end: at + index + 1 };
  }
  return null;
}

function encodeVarint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return Buffer.from([...bytes, rest]);
}

/** The one shape of every error answer. */
export type ProblemBody = {
  code: string;
  message: string;
  next_step?: string | null;
  field?: string | null;
  errors?: { field: string; message: string }[];
  where?: Record<string, unknown>;
};

/** A refusal: what the server said, in the viewer's language, and what to do next. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly nextStep: string | null;
  readonly field: string | null;
  readonly errors: { field: string; message: string }[];
  readonly where: Record<string, unknown>;

  constructor(status: number, body: ProblemBody) {
    super(body.message);
    this.name = "Problem";
    this.status = status;
    this.code = body.code;
    this.nextStep = body.next_step ?? null;
    this.field = body.field ?? null;
    this.errors = body.errors ?? [];
    this.where = body.where ?? {};
  }
}

/** The problem in whatever a server or a proxy answered; `unreachable` when nothing answered at all. */
export function problemFrom(status: number, body: unknown): Problem {
  if (isProblemBody(body)) return new Problem(status, body);
  return new Problem(status, { code: status === 0 ? "unreachable" : `http_${status}`, message: "" });
}

function isProblemBody(body: unknown): body is ProblemBody {
  return typeof body === "object" && body !== null && "code" in body && "message" in body;
}

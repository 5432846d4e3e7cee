import type { Session } from "@/session/session";

export default function Login({ session }: { session: Session }) {
  return <main>{session.company.name}</main>;
}

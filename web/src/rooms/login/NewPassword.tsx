import type { Me } from "@/session/session";

export default function NewPassword({ user }: { user: Me }) {
  return <main>{user.display_name}</main>;
}

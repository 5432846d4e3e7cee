import { Tag } from "antd";

import type { Named } from "@/api/shapes";

// Gold on its own ground is too pale to be read.
const COLOURS: Record<string, string> = { urgent: "red", high: "blue" };

/** How far to the front something stands; nothing for what is as usual. */
export function PriorityMark({ priority: { id, name } }: { priority: Named }) {
  return id in COLOURS ? <Tag color={COLOURS[id]}>{name}</Tag> : null;
}

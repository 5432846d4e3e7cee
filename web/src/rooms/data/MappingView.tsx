import styles from "@/rooms/data/Data.module.css";
import { useEntity } from "@/rooms/data/queries";
import { howOf, type Expression } from "@/rooms/data/wizard/mapping";

/** Which column of the file feeds which standard column. */
export function MappingView({ entity, mapping }: { entity: string; mapping: Record<string, unknown> }) {
  const columns = useEntity(entity)?.columns ?? [];
  const { columns: filled = {} } = mapping as { columns?: Record<string, Expression> };
  return (
    <dl className={styles.reading}>
      {Object.entries(filled).map(([id, expression]) => (
        <div key={id}>
          <dt>{columns.find((column) => column.id === id)?.name ?? id}</dt>
          <dd>{written(expression)}</dd>
        </div>
      ))}
    </dl>
  );
}

function written(expression: Expression) {
  const how = howOf(expression);
  if (how.kind === "column" && !how.adjusted) return how.header;
  return <code>{JSON.stringify(expression)}</code>;
}


import { useTranslation } from "@/locale/texts";
import type { SchemeProblem } from "@/rooms/schemes/queries";
import styles from "@/rooms/schemes/Schemes.module.css";

/** What is wrong at one place of the scheme, said beside it. */
export function Problems({ problems, path }: { problems: SchemeProblem[]; path: string }) {
  const here = problems.filter((problem) => problem.where === path || problem.where.startsWith(`${path}.`));
  return <ProblemList problems={here} />;
}

/** Problems with their place, in words. */
export function ProblemList({ problems, placed = false }: { problems: SchemeProblem[]; placed?: boolean }) {
  const { t } = useTranslation("schemes");
  if (problems.length === 0) return null;
  return (
    <ul className={styles.problems} role="alert">
      {problems.map((problem) => (
        <li key={`${problem.where} ${problem.message}`}>
          {placed && problem.where && <code>{problem.where}</code>}
          {problem.line !== null && <span>{t("line", { line: problem.line })} </span>}
          {problem.message} {problem.next_step}
        </li>
      ))}
    </ul>
  );
}

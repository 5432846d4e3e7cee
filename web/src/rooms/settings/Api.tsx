import { Button } from "antd";

import { Panel } from "@/kit/Panel";
import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/settings/Settings.module.css";

const DOCS = "/api/v1/docs";
const DESCRIPTION = "/api/v1/openapi.json";

type Example = { id: "one" | "list" | "write"; command: string };

/** What the people who connect other systems need to begin: three calls that work, and the rules of the house. */
export default function Api() {
  const { t } = useTranslation("settings");
  const rules = ["key", "language", "pages", "again", "unchanged", "rate", "refusal"] as const;
  return (
    <div className={styles.stack}>
      <Panel
        title={t("api.begin")}
        actions={
          <>
            <Button href={DOCS} target="_blank">
              {t("keys.docs")}
            </Button>
            <Button href={DESCRIPTION} download="frostier-openapi.json">
              {t("api.file")}
            </Button>
          </>
        }
      >
        {examples(window.location.origin).map(({ id, command }) => (
          <figure key={id} className={styles.example}>
            <figcaption>{t(`api.example.${id}`)}</figcaption>
            {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by key */}
            <pre tabIndex={0}>
              <code>{command}</code>
            </pre>
          </figure>
        ))}
      </Panel>
      <Panel title={t("api.rules")}>
        <dl className={styles.facts}>
          {rules.map((rule) => (
            <Rule key={rule} name={t(`api.rule.${rule}`)} text={t(`api.ruleText.${rule}`)} />
          ))}
        </dl>
      </Panel>
    </div>
  );
}

function Rule({ name, text }: { name: string; text: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </>
  );
}

/** Commands that can be pasted once the key stands in the environment. */
function examples(origin: string): Example[] {
  const asked = `-H "Authorization: Bearer $FROSTIER_KEY"`;
  return [
    { id: "one", command: `curl ${asked} ${origin}/api/v1/customers/C0000001/tier` },
    { id: "list", command: `curl ${asked} "${origin}/api/v1/customers?tier=platinum&limit=100"` },
    {
      id: "write",
      command: [
        `curl ${asked} -H "Idempotency-Key: $(uuidgen)" \\`,
        `  -H "Content-Type: application/json" -d '{}' ${origin}/api/v1/gradings`,
      ].join("\n"),
    },
  ];
}

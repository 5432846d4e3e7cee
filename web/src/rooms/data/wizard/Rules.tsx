import { Button, Select } from "antd";

import { useTranslation } from "@/locale/texts";
import type { Mapping } from "@/rooms/data/wizard/mapping";
import styles from "@/rooms/data/wizard/Wizard.module.css";

const FLAGS = ["exact_duplicate", "unusual_price", "future_date"] as const;

type RulesProps = { mapping: Mapping; onMapping: (mapping: Mapping) => void };

/** Which rows are no data, and what happens to suspicious ones. */
export function Rules({ mapping, onMapping }: RulesProps) {
  return (
    <>
      {(mapping.skip_when ?? []).map((rule, place) => (
        <Skip
          key={JSON.stringify(rule)}
          rule={rule}
          onRemove={() => onMapping({ ...mapping, skip_when: mapping.skip_when?.filter((_, other) => other !== place) })}
        />
      ))}
      {mapping.entity === "orders" && <Policies mapping={mapping} onMapping={onMapping} />}
    </>
  );
}

function Skip({ rule, onRemove }: { rule: Record<string, unknown>; onRemove: () => void }) {
  const { t } = useTranslation("data");
  const total = String(rule.matches ?? "").includes("合计");
  return (
    <p className={styles.line}>
      {total ? t("wizard.skip", { column: rule.column }) : t("wizard.skipOther", { rule: JSON.stringify(rule) })}{" "}
      <Button size="small" type="link" onClick={onRemove}>
        {t("wizard.keepRows")}
      </Button>
    </p>
  );
}

function Policies({ mapping, onMapping }: RulesProps) {
  const { t } = useTranslation("data");
  const set = (flag: string, policy: "load" | "quarantine") => onMapping({ ...mapping, policy: { ...mapping.policy, [flag]: policy } });
  return (
    <div className={styles.line}>
      {t("wizard.policy")}:
      {FLAGS.map((flag) => (
        <label key={flag} className={styles.policy}>
          <span>{t(`wizard.policies.${flag}`)}</span>
          <Select
            size="small"
            value={mapping.policy?.[flag] ?? "load"}
            onChange={(policy) => set(flag, policy)}
            options={(["load", "quarantine"] as const).map((policy) => ({ value: policy, label: t(`wizard.${policy}`) }))}
            popupMatchSelectWidth={false}
          />
        </label>
      ))}
    </div>
  );
}

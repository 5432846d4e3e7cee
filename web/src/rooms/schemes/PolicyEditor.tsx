import { InputNumber, Switch } from "antd";

import { spokenNow } from "@/locale";
import { useTranslation } from "@/locale/texts";
import type { Policy, Tier } from "@/rooms/schemes/definition";
import styles from "@/rooms/schemes/Schemes.module.css";

type PolicyEditorProps = { policy: Policy; tiers: Tier[]; onChange: (policy: Policy) => void };

/** How changes are held back: grace, hold, quotas, seasonal fairness. */
export function PolicyEditor({ policy, tiers, onChange }: PolicyEditorProps) {
  const { t } = useTranslation("schemes");
  const spoken = spokenNow();
  const limited = tiers.slice(0, -1);
  const setQuota = (tier: string, percent: number | null) => {
    const { [tier]: _, ...others } = policy.quota;
    const share = percent ? { [tier]: String(Number((percent / 100).toFixed(4))) } : {};
    onChange({ ...policy, quota: { ...others, ...share } });
  };
  return (
    <div className={styles.policy}>
      <label>
        {t("policy.grace")}
        <InputNumber size="small" className={styles.points} min={0} max={3650} precision={0} suffix={t("policy.days")} value={policy.demotion_grace_days} onChange={(value) => onChange({ ...policy, demotion_grace_days: value ?? 0 })} />
      </label>
      <label>
        {t("policy.hold")}
        <InputNumber size="small" className={styles.points} min={0} max={3650} precision={0} suffix={t("policy.days")} value={policy.minimum_hold_days} onChange={(value) => onChange({ ...policy, minimum_hold_days: value ?? 0 })} />
      </label>
      <label>
        {t("policy.fair")}
        <Switch size="small" checked={policy.seasonal_fairness} onChange={(seasonal_fairness) => onChange({ ...policy, seasonal_fairness })} />
      </label>
      {limited.map((tier) => (
        <label key={tier.id}>
          {t("policy.quota", { tier: tier.name[spoken] })}
          <InputNumber
            size="small"
            className={styles.points}
            min={0}
            max={100}
            suffix="%"
            placeholder={t("policy.noQuota")}
            value={policy.quota[tier.id] === undefined ? null : Number((Number(policy.quota[tier.id]) * 100).toFixed(2))}
            onChange={(value) => setQuota(tier.id, value)}
          />
        </label>
      ))}
    </div>
  );
}

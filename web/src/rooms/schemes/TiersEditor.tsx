import { Input, InputNumber } from "antd";

import { useTranslation } from "@/locale/texts";
import { withEntry, type Benefits, type Tier } from "@/rooms/schemes/definition";
import styles from "@/rooms/schemes/Schemes.module.css";

type TiersEditorProps = { tiers: Tier[]; onChange: (tiers: Tier[]) => void };

/** The tiers, best first, and what each gives: discount, coupons, delivery slots, service hours. */
export function TiersEditor({ tiers, onChange }: TiersEditorProps) {
  const { t } = useTranslation("schemes");
  const set = (place: number, tier: Tier) => onChange(withEntry(tiers, place, tier));
  return (
    <div className={styles.scroll}>
      <table className={styles.tiers}>
        <caption className="unseen">{t("tiers.title")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("tiers.zh")}</th>
            <th scope="col">{t("tiers.en")}</th>
            <th scope="col">{t("tiers.discount")}</th>
            <th scope="col">{t("tiers.coupon")}</th>
            <th scope="col">{t("tiers.slots")}</th>
            <th scope="col">{t("tiers.hours")}</th>
          </tr>
        </thead>
        <tbody>
          {tiers.map((tier, place) => (
            <TierRow key={tier.id} tier={tier} onChange={(next) => set(place, next)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function TierRow({ tier, onChange }: { tier: Tier; onChange: (tier: Tier) => void }) {
  const { t } = useTranslation("schemes");
  const give = (benefits: Partial<Benefits>) => onChange({ ...tier, benefits: { ...tier.benefits, ...benefits } });
  const label = (what: string) => `${tier.name.zh} ${what}`;
  const rate = Number((Number(tier.benefits.discount_rate) * 100).toFixed(4));
  return (
    <tr>
      <td>
        <Input size="small" aria-label={label(t("tiers.zh"))} value={tier.name.zh} onChange={(event) => onChange({ ...tier, name: { ...tier.name, zh: event.target.value } })} />
      </td>
      <td>
        <Input size="small" aria-label={label(t("tiers.en"))} value={tier.name.en} onChange={(event) => onChange({ ...tier, name: { ...tier.name, en: event.target.value } })} />
      </td>
      <td>
        <InputNumber size="small" aria-label={label(t("tiers.discount"))} min={0} max={100} suffix="%" value={rate} onChange={(value) => give({ discount_rate: String(Number(((value ?? 0) / 100).toFixed(6))) })} />
      </td>
      <td>
        <InputNumber size="small" stringMode aria-label={label(t("tiers.coupon"))} min="0" value={tier.benefits.coupon_per_month} onChange={(value) => give({ coupon_per_month: value ?? "0" })} />
      </td>
      <td>
        <InputNumber size="small" aria-label={label(t("tiers.slots"))} min={0} precision={0} value={tier.benefits.priority_slots_per_week} onChange={(value) => give({ priority_slots_per_week: value ?? 0 })} />
      </td>
      <td>
        <InputNumber size="small" stringMode aria-label={label(t("tiers.hours"))} min="0" value={tier.benefits.manager_hours_per_month} onChange={(value) => give({ manager_hours_per_month: value ?? "0" })} />
      </td>
    </tr>
  );
}

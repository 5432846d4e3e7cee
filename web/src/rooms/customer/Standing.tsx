import type { ReactNode } from "react";

import { Loaded } from "@/kit/Loaded";
import { Panel } from "@/kit/Panel";
import { StageTag } from "@/kit/StageTag";
import { TierTag } from "@/kit/TierTag";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import { type CustomerAnswer, type Explanation, type TierAnswer, useExplanation, useTier, type Whom } from "@/rooms/customer/queries";
import { ScoreParts } from "@/rooms/customer/ScoreParts";
import styles from "@/rooms/customer/Standing.module.css";

type StandingProps = { whom: Whom; customer: CustomerAnswer; actions?: ReactNode };

/** The tier card: where the customer stands and since when, why, what keeps it there, what is missing, what would end it. */
export function Standing({ whom, customer, actions }: StandingProps) {
  const { t } = useTranslation("customer");
  const explanation = useExplanation(whom);
  const tier = useTier(whom);
  return (
    <Panel title={t("standing.title")} actions={actions}>
      <Loaded query={explanation} lines={6}>
        {(told) => (
          <>
            <Headline customer={customer} told={told} tier={tier.data} />
            <Exceptions tier={tier.data} />
            <div className={styles.questions}>
              <Question title={t("standing.why")}>
                {told.score ? <ScoreParts score={told.score} /> : <p className={styles.sentence}>{told.headline}</p>}
              </Question>
              <div className={styles.outlook}>
                <Keeps told={told} tier={customer.tier?.id} />
                <Missing missing={told.missing.filter((one) => one.tier.id !== customer.tier?.id)} />
                <Drops drops={told.drops} />
              </div>
            </div>
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function Headline({ customer, told, tier }: { customer: CustomerAnswer; told: Explanation; tier: TierAnswer | undefined }) {
  const { t } = useTranslation("customer");
  const formats = useFormats();
  return (
    <div className={styles.headline}>
      <span className={styles.place}>
        <TierTag tier={customer.tier} strong />
        {tier && <span className={styles.since}>{t("standing.since", { day: formats.day(tier.since) })}</span>}
      </span>
      <span className={styles.place}>
        <StageTag stage={customer.stage} strong />
        <span className={styles.since}>{t("standing.since", { day: formats.day(told.stage.since) })}</span>
      </span>
      {customer.score !== null && (
        <span className={styles.since}>{t("standing.score", { score: formats.number(customer.score) })}</span>
      )}
      {tier && (
        <span className={styles.since}>
          {t("standing.scheme", { id: tier.scheme.id, version: tier.scheme.version })}
        </span>
      )}
    </div>
  );
}

/** What departs from the plain rule: a grace period that runs, a tier that somebody set. */
function Exceptions({ tier }: { tier: TierAnswer | undefined }) {
  const { t } = useTranslation("customer");
  const formats = useFormats();
  if (!tier) return null;
  const { pending, override } = tier;
  return (
    <>
      {pending && (
        <p className={styles.exception}>
          {t("standing.pending", { tier: tier.tier.name, day: formats.day(pending.decides_on) })}
        </p>
      )}
      {override && (
        <p className={styles.exception}>
          {t("standing.override", { tier: override.tier.name, day: formats.day(override.ends_on) })}
          <span className={styles.since}> {t("standing.overrideBy", { by: override.by, reason: override.reason })}</span>
        </p>
      )}
    </>
  );
}

/** What keeps the tier; where it is about to be lost, the ways to keep it. */
function Keeps({ told, tier }: { told: Explanation; tier: string | undefined }) {
  const { t } = useTranslation("customer");
  const ways = told.missing.find((one) => one.tier.id === tier)?.ways ?? [];
  return (
    <Question title={t("standing.keeps")}>
      {ways.length === 0 ? (
        <Sentences texts={told.keeps.map((one) => one.text)} />
      ) : (
        <Sentences texts={ways.map((way) => way.text)} between={t("standing.or")} />
      )}
    </Question>
  );
}

function Missing({ missing }: { missing: Explanation["missing"] }) {
  const { t } = useTranslation("customer");
  if (missing.length === 0) {
    return (
      <Question title={t("standing.missing")}>
        <p>{t("standing.top")}</p>
      </Question>
    );
  }
  return missing.map(({ tier, ways }) => (
    <Question
      key={tier.id}
      title={
        <>
          {t("standing.missing")} · <TierTag tier={tier} />
        </>
      }
    >
      <Sentences texts={ways.map((way) => way.text)} between={t("standing.or")} />
    </Question>
  ));
}

function Drops({ drops }: { drops: Explanation["drops"] }) {
  const { t } = useTranslation("customer");
  return (
    <Question title={t("standing.drops")}>
      {drops.length === 0 && <p>{t("standing.dropsNone")}</p>}
      <ul>
        {drops.map((drop) => (
          <li key={drop.text} className={`${styles.sentence} ${drop.in_days === null ? "" : styles.soon}`}>
            {drop.text}
          </li>
        ))}
      </ul>
    </Question>
  );
}

function Question({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <div className={styles.question}>
      <h3>{title}</h3>
      {children}
    </div>
  );
}

/** Sentences one below the other; `between` stands between alternatives. */
function Sentences({ texts, between }: { texts: readonly string[]; between?: string }) {
  return (
    <ul>
      {texts.map((text, at) => (
        <li key={text} className={styles.sentence}>
          {between && at > 0 && <span className={styles.between}>{between} </span>}
          {text}
        </li>
      ))}
    </ul>
  );
}

import { Tooltip } from "antd";
import { useEffect, useState } from "react";

import styles from "@/live/Live.module.css";
import { type Freshness, freshnessOf } from "@/live/freshness";
import { useLive } from "@/live/live";
import { useLiveState } from "@/live/queries";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import { useMay } from "@/session/session";

const TICK_MS = 1_000;

const TONES: Record<Freshness["tone"], string> = { good: "var(--good)", warn: "var(--warn)", faint: "var(--ink-faint)" };

/** In the header: whether this page follows what happens, and how far behind it is. */
export function LiveState() {
  const { t } = useTranslation("live");
  const formats = useFormats();
  const { hearing, heardAt } = useLive();
  const { data } = useLiveState(useMay()("live.read"));
  const now = useNow();
  if (!hearing) return null;

  const { word, tone, seconds } = freshnessOf({ hearing, heardAt, changedAt: data?.changed_at, lag: data?.lag_seconds, now });
  const ago = seconds === null ? "" : formats.duration(seconds);
  const told = word === "late" ? t("state.late", { lag: ago }) : [t(`state.${word}`), ago && t("ago", { ago })].filter(Boolean).join(" · ");
  return (
    <Tooltip title={t(`meaning.${word}`)}>
      <span className={styles.state} aria-label={told} role="img">
        <span aria-hidden className={styles.dot} style={{ background: TONES[tone] }} />
        <span aria-hidden className={styles.word}>{told}</span>
      </span>
    </Tooltip>
  );
}

function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const tick = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(tick);
  }, []);
  return now;
}

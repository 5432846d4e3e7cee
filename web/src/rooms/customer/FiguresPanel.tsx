import { Input, Segmented } from "antd";
import { useState } from "react";

import { Loaded } from "@/kit/Loaded";
import { Panel } from "@/kit/Panel";
import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/customer/FiguresPanel.module.css";
import { grouped, mostRemarkable } from "@/rooms/customer/peers";
import { PeerStrip } from "@/rooms/customer/PeerStrip";
import { type FigureOfCustomer, useFigures, type Whom } from "@/rooms/customer/queries";

const REMARKABLE = 10;

type Shown = "remarkable" | "all";

/** The customer's figures beside those of customers of the same type: the remarkable ones first, or all by family. */
export function FiguresPanel({ whom, type }: { whom: Whom; type: string }) {
  const { t } = useTranslation("customer");
  const figures = useFigures(whom);
  const [shown, setShown] = useState<Shown>("remarkable");
  const [wanted, setWanted] = useState("");
  return (
    <Panel
      title={t("figures.title")}
      about={t("figures.about", { type })}
      actions={
        <>
          {shown === "all" && (
            <Input
              allowClear
              className={styles.search}
              aria-label={t("figures.search")}
              placeholder={t("figures.search")}
              value={wanted}
              onChange={(event) => setWanted(event.target.value)}
            />
          )}
          <Segmented<Shown>
            value={shown}
            onChange={setShown}
            options={[
              { value: "remarkable", label: t("figures.remarkable") },
              { value: "all", label: t("figures.all") },
            ]}
          />
        </>
      }
    >
      <Loaded query={figures} lines={8}>
        {(all) => (shown === "all" ? <ByFamily figures={matching(all, wanted)} /> : <Strips figures={mostRemarkable(all, REMARKABLE)} />)}
      </Loaded>
    </Panel>
  );
}

function matching(all: readonly FigureOfCustomer[], wanted: string): FigureOfCustomer[] {
  const word = wanted.trim().toLowerCase();
  return all.filter((one) => `${one.name} ${one.id} ${one.meaning}`.toLowerCase().includes(word));
}

function ByFamily({ figures }: { figures: readonly FigureOfCustomer[] }) {
  const { t } = useTranslation("customer");
  if (figures.length === 0) return <p className={styles.none}>{t("figures.none")}</p>;
  return grouped(figures, (one) => one.family.name).map(([family, members]) => (
    <div key={family}>
      <h3 className={styles.family}>{family}</h3>
      <Strips figures={members} />
    </div>
  ));
}

function Strips({ figures }: { figures: readonly FigureOfCustomer[] }) {
  const { t } = useTranslation("customer");
  return (
    <table className={styles.strips}>
      <thead className="unseen">
        <tr>
          <th scope="col">{t("figures.name")}</th>
          <th scope="col">{t("figures.value")}</th>
          <th scope="col">{t("figures.position")}</th>
          <th scope="col">{t("figures.peers")}</th>
        </tr>
      </thead>
      <tbody>
        {figures.map((figure) => (
          <PeerStrip key={figure.id} figure={figure} />
        ))}
      </tbody>
    </table>
  );
}

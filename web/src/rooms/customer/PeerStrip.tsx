import { Tooltip } from "antd";

import { useShownValue } from "@/kit/values";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import { useFields } from "@/session/fields";
import styles from "@/rooms/customer/FiguresPanel.module.css";
import { placeOnLine, standing } from "@/rooms/customer/peers";
import type { FigureOfCustomer } from "@/rooms/customer/queries";

/** One figure: its value, where among the peers it stands (the middle is their median), and that median. */
export function PeerStrip({ figure }: { figure: FigureOfCustomer }) {
  const { t } = useTranslation("customer");
  const { data: fields } = useFields();
  const shown = useShownValue();
  const field = fields?.find((one) => one.id === figure.id);
  return (
    <tr>
      <th scope="row">
        <Tooltip title={figure.meaning}>
          <span className={styles.name}>{figure.name}</span>
        </Tooltip>
      </th>
      <td className={styles.value}>{field ? shown(field, figure.value) : figure.text}</td>
      <td className={styles.place}>
        <Place figure={figure} />
      </td>
      <td className={styles.median} title={t("figures.peers")}>
        {figure.peer_median === null ? "" : shown(field, figure.peer_median)}
      </td>
    </tr>
  );
}

function Place({ figure }: { figure: FigureOfCustomer }) {
  const { t } = useTranslation("customer");
  const formats = useFormats();
  if (figure.peer_rank === null) return <span className={styles.none}>{t("figures.noPeers")}</span>;
  const told = t("figures.rank", { share: formats.share(figure.peer_rank, 0) });
  return (
    <span className={styles.strip} role="img" aria-label={told} title={told}>
      <span className={styles.mark} data-standing={standing(figure)} style={{ left: `${placeOnLine(figure) * 100}%` }} />
    </span>
  );
}

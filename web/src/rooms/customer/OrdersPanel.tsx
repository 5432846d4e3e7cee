import { Tag } from "antd";
import { Link } from "react-router";

import { Loaded } from "@/kit/Loaded";
import { Panel } from "@/kit/Panel";
import { type SmallColumn, SmallTable } from "@/kit/SmallTable";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/customer/OrdersPanel.module.css";
import { useLatestOrders } from "@/rooms/customer/queries";
import { useOpenOrder } from "@/rooms/orders/orderInAddress";
import type { OrderRow } from "@/rooms/orders/queries";

/** The customer's latest orders; each opens to its lines. */
export function OrdersPanel({ id }: { id: string }) {
  const { t } = useTranslation("customer");
  const orders = useLatestOrders(id);
  const columns = useColumns();
  return (
    <Panel
      flush
      title={t("sections.orders")}
      actions={<Link to={`/orders?customer_id=${encodeURIComponent(id)}`}>{t("orders.more")}</Link>}
    >
      <Loaded query={orders} lines={6}>
        {({ items }) =>
          items.length === 0 ? (
            <p className={styles.none}>{t("orders.none")}</p>
          ) : (
            <SmallTable
              caption={t("sections.orders")}
              columns={columns}
              rows={items}
              keyOf={(order) => `${order.source}:${order.order_id}`}
            />
          )
        }
      </Loaded>
    </Panel>
  );
}

function useColumns(): SmallColumn<OrderRow>[] {
  const { t } = useTranslation("orders");
  const formats = useFormats();
  const { show } = useOpenOrder();
  return [
    {
      id: "order",
      title: t("table.order"),
      cell: (order) => (
        <button
          type="button"
          className={styles.open}
          onClick={() => show({ source: order.source, orderId: order.order_id })}
        >
          {order.order_id}
          {order.live && <Tag className={styles.live}>{t("live")}</Tag>}
        </button>
      ),
    },
    { id: "day", title: t("table.day"), cell: (order) => formats.day(order.day) },
    { id: "channel", title: t("table.channel"), spare: true, cell: (order) => order.channel?.name ?? "–" },
    {
      id: "categories",
      title: t("table.categories"),
      spare: true,
      cell: (order) => <span className={styles.categories}>{order.categories.map((one) => one.name).join(" · ")}</span>,
    },
    { id: "amount", title: t("table.amount"), number: true, cell: (order) => formats.money(order.amount) },
  ];
}

import { Drawer } from "antd";
import type { ReactNode } from "react";
import { Link } from "react-router";

import { Loaded } from "@/kit/Loaded";
import { type SmallColumn, SmallTable } from "@/kit/SmallTable";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import { useOpenOrder } from "@/rooms/orders/orderInAddress";
import styles from "@/rooms/orders/OrderDrawer.module.css";
import { type OrderAnswer, type OrderLine, useOrder } from "@/rooms/orders/queries";
import { usePhone } from "@/theme/usePhone";

const WIDTH = 760;

/** The order that the address has open, with its lines, beside the page. */
export function OrderDrawer() {
  const { t } = useTranslation("orders");
  const { open, show } = useOpenOrder();
  const phone = usePhone();
  const order = useOrder(open);
  return (
    <Drawer
      open={open !== null}
      size={phone ? "100%" : WIDTH}
      title={open && t("order.title", { id: open.orderId })}
      onClose={() => show(null)}
      destroyOnHidden
    >
      {open && <Loaded query={order}>{(data) => <Order order={data} />}</Loaded>}
    </Drawer>
  );
}

function Order({ order }: { order: OrderAnswer }) {
  const { t } = useTranslation("orders");
  const formats = useFormats();
  const columns = useLineColumns();
  return (
    <div className={styles.order}>
      <dl className={styles.head}>
        <Term name={t("order.customer")}>
          <Link to={`/customers/${encodeURIComponent(order.customer_id)}`}>{order.customer_name}</Link>
        </Term>
        <Term name={t("order.at")}>{order.at ? formats.moment(order.at) : formats.day(order.day)}</Term>
        <Term name={t("table.channel")}>{order.channel?.name ?? "–"}</Term>
        <Term name={t("order.source")}>{order.source}</Term>
        <Term name={t("table.amount")}>
          <b>{formats.money(order.amount)}</b>
        </Term>
        <Term name={t("table.discount")}>{formats.money(order.discount)}</Term>
        <Term name={t("table.margin")}>
          {order.margin === null ? <span title={t("order.noMargin")}>–</span> : formats.money(order.margin)}
        </Term>
      </dl>
      <SmallTable caption={t("table.lines")} columns={columns} rows={order.lines} keyOf={(line) => line.line_no} />
    </div>
  );
}

function Term({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function useLineColumns(): SmallColumn<OrderLine>[] {
  const { t } = useTranslation("orders");
  const formats = useFormats();
  return [
    {
      id: "sku",
      title: t("order.sku"),
      cell: (line) => (
        <span className={styles.sku}>
          {line.sku_name ?? line.sku_code ?? line.kind.name}
          <span className={styles.code}>{line.sku_name && line.sku_code}</span>
        </span>
      ),
    },
    { id: "category", title: t("order.category"), spare: true, cell: (line) => line.category?.name ?? "–" },
    { id: "kind", title: t("order.kind"), spare: true, cell: (line) => line.kind.name },
    { id: "quantity", title: t("order.quantity"), number: true, cell: (line) => formats.number(line.quantity, 3) },
    { id: "price", title: t("order.price"), number: true, spare: true, cell: (line) => formats.money(line.unit_price) },
    { id: "discount", title: t("order.discount"), number: true, spare: true, cell: (line) => formats.money(line.discount) },
    { id: "amount", title: t("order.amount"), number: true, cell: (line) => formats.money(line.amount) },
  ];
}

import PhoneOutlined from "@ant-design/icons/PhoneOutlined";
import { Button, Popover } from "antd";
import { useState } from "react";

import { Loaded } from "@/kit/Loaded";
import type { Task } from "@/live/shapes";
import { useTranslation } from "@/locale/texts";
import { People } from "@/rooms/customer/ContactsPanel";
import { useContacts } from "@/rooms/customer/queries";
import styles from "@/rooms/workbench/Work.module.css";
import { useMay } from "@/session/session";

/** Whom to call at the customer. The numbers are asked for, and that recorded, only when it is pressed. */
export function CallButton({ customer }: { customer: Task["customer"] }) {
  const { t } = useTranslation("work");
  const may = useMay();
  const [open, setOpen] = useState(false);
  if (!customer.phone_known || !may("customers.contact")) return null;
  return (
    <Popover trigger="click" open={open} onOpenChange={setOpen} destroyOnHidden content={<Numbers id={customer.id} />}>
      <Button size="small" icon={<PhoneOutlined />} aria-label={t("call", { name: customer.name })}>
        {t("callShort")}
      </Button>
    </Popover>
  );
}

function Numbers({ id }: { id: string }) {
  return (
    <div className={styles.numbers}>
      <Loaded query={useContacts(id, true)} lines={2}>
        {(people) => <People people={people} />}
      </Loaded>
    </div>
  );
}

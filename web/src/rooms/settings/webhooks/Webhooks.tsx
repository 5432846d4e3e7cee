import { Button } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";

import { Empty } from "@/kit/Empty";
import { Loaded } from "@/kit/Loaded";
import { useTranslation } from "@/locale/texts";
import { Secret } from "@/rooms/settings/Secret";
import styles from "@/rooms/settings/Settings.module.css";
import { Deliveries } from "@/rooms/settings/webhooks/Deliveries";
import { useWebhooks, type Webhook } from "@/rooms/settings/webhooks/queries";
import { useWebhookColumns } from "@/rooms/settings/webhooks/useWebhookColumns";
import { WebhookForm } from "@/rooms/settings/webhooks/WebhookForm";
import { RowTable } from "@/table/RowTable";

/** Which other systems are told what, whether it arrives, and the ways to send it again. */
export default function Webhooks() {
  const { t } = useTranslation("webhooks");
  const webhooks = useWebhooks();
  const [edited, setEdited] = useState<Webhook | "new" | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const [parameters, setParameters] = useSearchParams();
  const columns = useWebhookColumns({ onEdit: setEdited, onDeliveries: (id) => setParameters({ of: String(id) }) });
  return (
    <Loaded query={webhooks} lines={6}>
      {({ items, event_types }) => {
        const opened = items.find((webhook) => String(webhook.id) === parameters.get("of"));
        return (
          <>
            <div className={styles.filters}>
              <Button type="primary" onClick={() => setEdited("new")}>
                {t("add")}
              </Button>
            </div>
            <RowTable<Webhook>
              label={t("list")}
              columns={columns(event_types)}
              rows={items}
              rowKey={(webhook) => String(webhook.id)}
              empty={<Empty title={t("none")} text={t("noneText")} />}
            />
            {opened && <Deliveries webhook={opened} types={event_types} onClose={() => setParameters({})} />}
            {edited && (
              <WebhookForm known={edited === "new" ? null : edited} types={event_types} onClose={() => setEdited(null)} onSecret={setSecret} />
            )}
            <Secret title={t("secret")} text={t("secretText")} secret={secret} onClose={() => setSecret(null)} />
          </>
        );
      }}
    </Loaded>
  );
}

import { Button } from "antd";
import { useState } from "react";

import { Loaded } from "@/kit/Loaded";
import { Panel } from "@/kit/Panel";
import { useTranslation } from "@/locale/texts";
import { useMay } from "@/session/session";
import { BlockButton } from "@/rooms/customer/Block";
import styles from "@/rooms/customer/ContactsPanel.module.css";
import { type Contact, type CustomerAnswer, useContacts } from "@/rooms/customer/queries";

/** Who to speak to. Full details are asked for, and so recorded, only when somebody wants to see them. */
export function ContactsPanel({ customer }: { customer: CustomerAnswer }) {
  const { t } = useTranslation("customer");
  const mayReveal = useMay()("customers.contact");
  const [revealed, setRevealed] = useState(false);
  const contacts = useContacts(customer.id, revealed || !mayReveal);
  const closed = mayReveal && !revealed;
  return (
    <Panel
      flush={!closed}
      title={t("contacts.title")}
      actions={
        <>
          <BlockButton customer={customer} />
          {closed && (
            <Button size="small" onClick={() => setRevealed(true)}>
              {t("contacts.show")}
            </Button>
          )}
        </>
      }
    >
      {closed ? (
        <p className={styles.note}>{t("contacts.recorded")}</p>
      ) : (
        <Loaded query={contacts} lines={3}>
          {(people) => <People people={people} />}
        </Loaded>
      )}
    </Panel>
  );
}

/** The people at a customer, each with the ways to reach them. */
export function People({ people }: { people: readonly Contact[] }) {
  const { t } = useTranslation("customer");
  if (people.length === 0) return <p className={styles.none}>{t("contacts.none")}</p>;
  return (
    <>
      <ul>
        {people.map((person) => (
          <Person key={person.id} person={person} />
        ))}
      </ul>
      {people.some((person) => person.masked) && <p className={styles.none}>{t("contacts.masked")}</p>}
    </>
  );
}

function Person({ person }: { person: Contact }) {
  const { t } = useTranslation("customer");
  return (
    <li className={styles.person}>
      <span>
        <b>{person.name ?? "–"}</b> {person.role}
        {person.is_decision_maker && <span className={styles.decides}>{t("contacts.decision")}</span>}
      </span>
      <span className={styles.reach}>
        {person.phone && <Phone person={person} phone={person.phone} />}
        {person.wechat && <span>{t("contacts.wechat", { id: person.wechat })}</span>}
      </span>
    </li>
  );
}

function Phone({ person, phone }: { person: Contact; phone: string }) {
  const { t } = useTranslation("customer");
  if (person.masked) return <span>{phone}</span>;
  return (
    <a className={styles.phone} href={`tel:${phone.replaceAll(/[^+\d]/g, "")}`} aria-label={t("contacts.call", { phone })}>
      {phone}
    </a>
  );
}

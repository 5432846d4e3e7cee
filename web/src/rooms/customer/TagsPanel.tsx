import { Link } from "react-router";

import { Loaded } from "@/kit/Loaded";
import { Opener } from "@/kit/Opener";
import { Panel } from "@/kit/Panel";
import { ReasonView } from "@/kit/ReasonView";
import { useTranslation } from "@/locale/texts";
import { grouped } from "@/rooms/customer/peers";
import { type TagHeld, useTags, type Whom } from "@/rooms/customer/queries";
import styles from "@/rooms/customer/TagsPanel.module.css";

/** The tags that the customer carries, by family; each opens to say what it means and why it is carried. */
export function TagsPanel({ whom }: { whom: Whom }) {
  const { t } = useTranslation("customer");
  const tags = useTags(whom);
  return (
    <Panel title={t("tags.title")} about={tags.data && t("tags.all", { count: tags.data.length })}>
      <Loaded query={tags} lines={5}>
        {(held) =>
          held.length === 0 ? (
            <p className={styles.none}>{t("tags.none")}</p>
          ) : (
            <dl className={styles.families}>
              {grouped(held, (tag) => tag.family.name).map(([family, members]) => (
                <div key={family} className={styles.family}>
                  <dt>{family}</dt>
                  <dd>
                    {members.map((tag) => (
                      <Tag key={tag.id} tag={tag} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          )
        }
      </Loaded>
    </Panel>
  );
}

function Tag({ tag }: { tag: TagHeld }) {
  const { t } = useTranslation("customer");
  return (
    <Opener
      className={styles.tag}
      label={t("tags.why", { name: tag.name })}
      title={tag.name}
      content={
        <div className={styles.told}>
          <p>{tag.meaning}</p>
          <ReasonView reason={tag.reason} />
          <Link to={`/tags/${encodeURIComponent(tag.id)}`}>{t("tags.open")}</Link>
        </div>
      }
    >
      {tag.name}
    </Opener>
  );
}

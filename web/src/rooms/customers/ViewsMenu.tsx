import DeleteOutlined from "@ant-design/icons/DeleteOutlined";
import DownOutlined from "@ant-design/icons/DownOutlined";
import SaveOutlined from "@ant-design/icons/SaveOutlined";
import { Button, Checkbox, Form, Input, Popover } from "antd";
import { useState } from "react";

import { useConfirm } from "@/kit/Confirm";
import { Loaded } from "@/kit/Loaded";
import { useTell } from "@/kit/useTell";
import { useTranslation } from "@/locale/texts";
import { queryToKeep, useListInAddress, viewToAddress } from "@/rooms/customers/listInAddress";
import { type View, useChangeView, useRemoveView, useSaveView, useViews } from "@/rooms/customers/queries";
import styles from "@/rooms/customers/ViewsMenu.module.css";

/** Lists as somebody set them up, under a name: opened, saved, changed, removed. */
export function ViewsMenu() {
  const { t } = useTranslation("customers");
  const [open, setOpen] = useState(false);
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      arrow={false}
      destroyOnHidden
      open={open}
      onOpenChange={setOpen}
      content={<Views onChosen={() => setOpen(false)} />}
    >
      <Button aria-expanded={open}>
        {t("views.title")} <DownOutlined aria-hidden style={{ fontSize: 9 }} />
      </Button>
    </Popover>
  );
}

function Views({ onChosen }: { onChosen: () => void }) {
  const { t } = useTranslation("customers");
  const views = useViews();
  const { parameters, open } = useListInAddress();
  const choose = (view: View) => {
    open(viewToAddress(view, parameters));
    onChosen();
  };
  return (
    <div className={styles.views}>
      <Loaded query={views} lines={3}>
        {(all) =>
          all.length === 0 ? (
            <p className={styles.none}>{t("views.none")}</p>
          ) : (
            <ul>
              {all.map((view) => (
                <li key={view.id} className={styles.view}>
                  <button type="button" className={styles.open} onClick={() => choose(view)}>
                    {view.name}
                    {!view.mine && <span className={styles.owner}>{view.owner}</span>}
                  </button>
                  {view.mine && <Own view={view} />}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <SaveForm onSaved={onChosen} />
    </div>
  );
}

/** What can be done with one's own view: overwrite it with what is shown now, or remove it. */
function Own({ view }: { view: View }) {
  const { t } = useTranslation("customers");
  const { parameters, columns } = useListInAddress();
  const confirm = useConfirm();
  const tell = useTell();
  const change = useChangeView();
  const remove = useRemoveView();
  const { name } = view;
  const overwrite = () =>
    change.mutate(
      { id: view.id, query: queryToKeep(parameters), columns: columns ?? [] },
      { onSuccess: () => tell.done(t("views.updated", { name })), onError: tell.failed },
    );
  const ask = async () => {
    const question = { title: t("views.remove", { name }), text: t("views.removeText"), danger: true };
    if (!(await confirm(question))) return;
    remove.mutate(view.id, { onSuccess: () => tell.done(t("views.removed", { name })), onError: tell.failed });
  };
  return (
    <>
      <Button
        type="text"
        size="small"
        icon={<SaveOutlined />}
        aria-label={t("views.update", { name })}
        title={t("views.update", { name })}
        loading={change.isPending}
        onClick={overwrite}
      />
      <Button
        type="text"
        size="small"
        icon={<DeleteOutlined />}
        aria-label={t("views.remove", { name })}
        title={t("views.remove", { name })}
        loading={remove.isPending}
        onClick={() => void ask()}
      />
    </>
  );
}

type Named = { name: string; shared?: boolean };

function SaveForm({ onSaved }: { onSaved: () => void }) {
  const { t } = useTranslation("customers");
  const { parameters, columns } = useListInAddress();
  const tell = useTell();
  const save = useSaveView();
  const keep = ({ name, shared = false }: Named) =>
    save.mutate(
      { name: name.trim(), page: "customers", shared, query: queryToKeep(parameters), columns: columns ?? [] },
      {
        onSuccess: () => {
          tell.done(t("views.saved", { name: name.trim() }));
          onSaved();
        },
        onError: tell.failed,
      },
    );
  return (
    <Form className={styles.save} onFinish={keep} layout="vertical" requiredMark={false}>
      <Form.Item name="name" noStyle rules={[{ required: true, whitespace: true, message: t("views.nameNeeded") }]}>
        <Input maxLength={80} aria-label={t("views.name")} placeholder={t("views.name")} />
      </Form.Item>
      <Form.Item name="shared" valuePropName="checked" noStyle>
        <Checkbox>{t("views.share")}</Checkbox>
      </Form.Item>
      <Button htmlType="submit" loading={save.isPending}>
        {t("views.save")}
      </Button>
    </Form>
  );
}

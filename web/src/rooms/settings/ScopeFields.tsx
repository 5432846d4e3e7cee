import { Form, Select } from "antd";

import { useTranslation } from "@/locale/texts";
import { useRoles, useScopeValues, type Role, type ScopeIn } from "@/rooms/settings/queries";

type ScopeFieldsProps = { roleId: string | undefined };

/** Which customers somebody sees: the kind that the role allows, and for a part of them which. */
export function ScopeFields({ roleId }: ScopeFieldsProps) {
  const { t } = useTranslation("settings");
  const form = Form.useFormInstance();
  const kind = Form.useWatch(["scope", "kind"], form) as ScopeIn["kind"] | undefined;
  const { data: roles } = useRoles();
  const kinds = kindsOf(roles, roleId);
  const choices = useValuesOf(kind);
  const partial = kind === "managers" || kind === "teams" || kind === "regions";
  return (
    <>
      <Form.Item name={["scope", "kind"]} label={t("scope.kind")} rules={[{ required: true, message: t("scope.kindMissing") }]}>
        <Select
          options={kinds.map((one) => ({ value: one, label: t(`scope.of.${one}`) }))}
          onChange={() => form.setFieldValue(["scope", "values"], [])}
        />
      </Form.Item>
      {partial && (
        <Form.Item name={["scope", "values"]} label={t(`scope.of.${kind}`)} rules={[{ required: true, message: t("scope.valuesMissing") }]}>
          <Select mode="multiple" options={choices} optionFilterProp="label" />
        </Form.Item>
      )}
    </>
  );
}

/** The scopes that a role can be given; the usual one first. */
export function kindsOf(roles: Role[] | undefined, role: string | undefined): ScopeIn["kind"][] {
  return roles?.find((one) => one.id === role)?.scope_kinds ?? [];
}

function useValuesOf(kind: ScopeIn["kind"] | undefined) {
  const { data } = useScopeValues();
  if (!data) return [];
  if (kind === "regions") return data.regions.map((region) => ({ value: region.id, label: region.name }));
  const names = kind === "managers" ? data.managers : kind === "teams" ? data.teams : [];
  return names.map((name) => ({ value: name, label: name }));
}

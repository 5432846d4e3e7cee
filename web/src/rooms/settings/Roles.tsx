
import { Failed } from "@/kit/Failed";
import { Loading } from "@/kit/Loading";
import { Panel } from "@/kit/Panel";
import { useTranslation } from "@/locale/texts";
import { usePermissions, useRoles } from "@/rooms/settings/queries";
import styles from "@/rooms/settings/Settings.module.css";

/** The permission matrix: what each role may do. It is part of the program, so it is shown and not edited. */
export default function Roles() {
  const { t } = useTranslation("settings");
  const roles = useRoles();
  const permissions = usePermissions();
  const error = roles.error ?? permissions.error;
  if (error) return <Failed error={error} retry={() => Promise.all([roles.refetch(), permissions.refetch()])} />;
  if (!roles.data || !permissions.data) return <Loading lines={10} />;
  return (
    <Panel title={t("roles.title")} about={t("roles.about")} flush>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by key */}
      <div className={styles.matrixFrame} tabIndex={0} role="group" aria-label={t("roles.title")}>
        <table className={styles.matrix}>
          <thead>
            <tr>
              <th scope="col">{t("roles.permission")}</th>
              {roles.data.map((role) => (
                <th key={role.id} scope="col" title={role.meaning}>
                  {role.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {permissions.data.map((permission) => (
              <tr key={permission.id}>
                <th scope="row" title={permission.id}>
                  {permission.name}
                </th>
                {roles.data.map((role) => (
                  <td key={role.id}>
                    <Granted granted={permission.roles.includes(role.id)} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Granted({ granted }: { granted: boolean }) {
  const { t } = useTranslation("settings");
  return (
    <span className={granted ? styles.yes : styles.no}>
      <span aria-hidden>{granted ? "✓" : "·"}</span>
      <span className="unseen">{granted ? t("yes") : t("no")}</span>
    </span>
  );
}

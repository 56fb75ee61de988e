import { useState } from "preact/hooks";
import { FormDialog } from "../../parts/FormDialog.tsx";
import { changes, type Details, words } from "./changes.ts";

const NOBODY: Details = { full_name: "", email: "", groups: [], administrator: false };

/** A new account, or what there is to change about one. It stays until the server has taken it. */
export function AccountDialog({
  of,
  onClose,
  onSend,
}: {
  /** Whose; null: a new one's. */
  of: (Details & { name: string }) | null;
  onClose: () => void;
  /** Everything of a new account; else what is to be changed, and nothing where nothing is. */
  onSend: (body: object) => Promise<void>;
}) {
  const before = of ?? NOBODY;
  const [name, setName] = useState("");
  const [fullName, setFullName] = useState(before.full_name);
  const [email, setEmail] = useState(before.email);
  const [groups, setGroups] = useState(before.groups.join(", "));
  const [administrator, setAdministrator] = useState(before.administrator);

  const texts: [string, string, string, (text: string) => void][] = [
    ["account-full-name", "Full name", fullName, setFullName],
    ["account-email", "E-mail address", email, setEmail],
    ["account-groups", "Groups, with commas between", groups, setGroups],
  ];
  if (of === null) texts.unshift(["account-name", "User name", name, setName]);

  const send = async () => {
    const now: Details = { full_name: fullName, email, groups: words(groups), administrator };
    await onSend(of === null ? { name, ...now } : changes(of, now));
    onClose();
  };

  return (
    <FormDialog
      title={of === null ? "New account" : `Account of ${of.name}`}
      button={of === null ? "Add" : "Save"}
      onClose={onClose}
      onSubmit={send}
    >
      {texts.map(([id, label, value, set]) => (
        <div class="field" key={id}>
          <label for={id}>{label}</label>
          <input
            id={id}
            type="text"
            autoComplete="off"
            autoCapitalize="none"
            spellcheck={false}
            required={id === "account-name"}
            value={value}
            onInput={(e) => set(e.currentTarget.value)}
          />
        </div>
      ))}
      <label class="also">
        <input
          type="checkbox"
          checked={administrator}
          onChange={(e) => setAdministrator(e.currentTarget.checked)}
        />
        Administers this server
      </label>
      {of !== null && (
        <p class="field-hint">Who is logged in with this account has to log in again.</p>
      )}
    </FormDialog>
  );
}

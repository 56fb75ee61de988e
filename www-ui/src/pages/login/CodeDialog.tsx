import { useState } from "preact/hooks";
import { call } from "../../data/account.ts";
import { CodeField } from "../../parts/CodeField.tsx";
import { FormDialog } from "../../parts/FormDialog.tsx";

/** Asks for a code of the second factor, because something that was wanted takes one. */
export function CodeDialog({
  onClose,
  onShown,
}: {
  onClose: () => void;
  onShown: () => Promise<void>;
}) {
  const [code, setCode] = useState("");

  const show = async () => {
    // A code that was sent is no good a second time.
    setCode("");
    await call("POST", "account/second-factor/show", { code });
    await onShown();
  };

  return (
    <FormDialog title="Your second factor" button="Go on" onClose={onClose} onSubmit={show}>
      <p>
        This takes the code that your authenticator shows, or a recovery code. You are asked once in
        this session.
      </p>
      <CodeField id="asked-code" value={code} onInput={setCode} />
    </FormDialog>
  );
}

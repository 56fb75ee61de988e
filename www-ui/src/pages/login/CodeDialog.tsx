import { useState } from "preact/hooks";
import { call } from "../../data/account.ts";
import { trouble } from "../../data/rest.ts";
import { CodeField } from "../../parts/CodeField.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Banner } from "../../parts/Notice.tsx";

/** Asks for a code of the second factor, because something that was wanted takes one. */
export function CodeDialog({
  onClose,
  onShown,
}: {
  onClose: () => void;
  onShown: () => Promise<void>;
}) {
  const [code, setCode] = useState("");
  const [failed, setFailed] = useState("");
  const [busy, setBusy] = useState(false);

  const submit = async () => {
    setBusy(true);
    setFailed("");
    try {
      await call("POST", "account/second-factor/show", { code });
      await onShown();
    } catch (error) {
      setFailed(trouble(error));
      setCode("");
      setBusy(false);
    }
  };

  return (
    <Dialog title="Your second factor" onClose={onClose}>
      <form
        class="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void submit();
        }}
      >
        {failed !== "" && <Banner kind="error">{failed}</Banner>}
        <p>
          This takes the code that your authenticator shows, or a recovery code. You are asked once
          in this session.
        </p>
        <CodeField id="asked-code" value={code} onInput={setCode} />
        <footer class="dialog-foot">
          <button type="button" onClick={onClose}>Cancel</button>
          <button type="submit" class="primary" disabled={busy}>Go on</button>
        </footer>
      </form>
    </Dialog>
  );
}

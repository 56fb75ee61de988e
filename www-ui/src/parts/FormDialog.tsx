import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { errorText } from "../data/rest.ts";
import { Dialog } from "./Dialog.tsx";
import { Banner } from "./Notice.tsx";
import "./fields.css";

/** A dialog that is a form. It tells why something was refused; whoever shows it takes it away when it was not. */
export function FormDialog({
  title,
  button,
  ready = true,
  wide = false,
  onClose,
  onSubmit,
  children,
}: {
  title: string;
  /** What the button says that sends it. */
  button: string;
  /** Whether there is enough in it to be sent. */
  ready?: boolean;
  wide?: boolean;
  onClose: () => void;
  onSubmit: () => Promise<void>;
  children: ComponentChildren;
}) {
  const [failed, setFailed] = useState("");
  const [busy, setBusy] = useState(false);

  const submit = async () => {
    setBusy(true);
    setFailed("");
    try {
      await onSubmit();
    } catch (error) {
      setFailed(errorText(error));
      setBusy(false);
    }
  };

  return (
    <Dialog title={title} onClose={onClose} wide={wide}>
      <form
        class="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void submit();
        }}
      >
        {failed !== "" && <Banner kind="error">{failed}</Banner>}
        {children}
        <footer class="dialog-foot">
          <button type="button" onClick={onClose}>Cancel</button>
          <button type="submit" class="primary" disabled={busy || !ready}>{button}</button>
        </footer>
      </form>
    </Dialog>
  );
}

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { call } from "../../data/account.ts";
import { errorText } from "../../data/rest.ts";
import { PageHead } from "../../parts/Crumbs.tsx";
import { Banner } from "../../parts/Notice.tsx";
import { useTitle } from "../../parts/page.tsx";
import "../../parts/fields.css";
import "../account/account.css";

/** A form that ends in a mail. What it says afterwards is the same for everybody. */
export function AskByMail({
  title,
  path,
  body,
  button,
  done,
  children,
}: {
  title: string;
  /** Below `/auth`. */
  path: string;
  body: object;
  button: string;
  done: ComponentChildren;
  children: ComponentChildren;
}) {
  useTitle(title);
  const [failed, setFailed] = useState("");
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);

  const submit = async () => {
    setBusy(true);
    setFailed("");
    try {
      await call("POST", path, body);
      setAsked(true);
    } catch (error) {
      setFailed(errorText(error));
    }
    setBusy(false);
  };

  return (
    <>
      <PageHead title={title} />
      {failed !== "" && <Banner kind="error">{failed}</Banner>}
      {asked
        ? (
          <Banner kind="info">
            {done} It may take a few minutes; look among the unwanted mail too.
          </Banner>
        )
        : (
          <form
            class="narrow"
            onSubmit={(event) => {
              event.preventDefault();
              if (!busy) void submit();
            }}
          >
            {children}
            <button type="submit" class="primary" disabled={busy}>{button}</button>
          </form>
        )}
    </>
  );
}

export function NotOffered({ title, what }: { title: string; what: string }) {
  useTitle(title);
  return (
    <>
      <PageHead title={title} />
      <Banner kind="info">{what} Please ask an administrator.</Banner>
    </>
  );
}

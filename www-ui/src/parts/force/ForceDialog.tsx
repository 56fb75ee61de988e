import { useRef, useState } from "preact/hooks";
import { ApiError, control, errorText, segment } from "../../data/rest.ts";
import type { Builder, ForceScheduler } from "../../data/resources.ts";
import { Dialog } from "../Dialog.tsx";
import { Banner } from "../Notice.tsx";
import { usePage } from "../page.tsx";
import { ForceFields } from "./ForceFields.tsx";
import { changed, collect, type FieldValue, initialValues, isShown, leaves } from "./values.ts";

/** The form of a force scheduler, made from the fields that it declares. */
export function ForceDialog({
  scheduler,
  builder,
  onClose,
  onStarted,
}: {
  scheduler: ForceScheduler;
  builder: Builder;
  onClose: () => void;
  onStarted: (buildrequestid: number) => void;
}) {
  const { config, askLogin } = usePage();
  const { user } = config;
  const fields = scheduler.all_fields;
  const [values, setValues] = useState(() => initialValues(fields));
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [refusal, setRefusal] = useState<{ text: string; status: number } | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  const set = (fullName: string, value: FieldValue) => {
    setValues((old) => changed(fields, old, fullName, value));
    if (errors[fullName] !== undefined) {
      const { [fullName]: _gone, ...rest } = errors;
      setErrors(rest);
    }
  };

  const start = async () => {
    setBusy(true);
    setErrors({});
    setRefusal(null);
    try {
      const [, requests] = await control<[number, Record<string, number>]>(
        `forceschedulers/${segment(scheduler.name)}`,
        "force",
        { builderid: String(builder.builderid), ...collect(fields, values, user) },
      );
      const request = requests[String(builder.builderid)] ?? Object.values(requests)[0];
      if (request === undefined) onClose();
      else onStarted(request);
    } catch (error) {
      setBusy(false);
      if (error instanceof ApiError && Object.keys(error.fields).length > 0) {
        setErrors(error.fields);
        setTimeout(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
      } else {
        setRefusal({
          text: errorText(error),
          status: error instanceof ApiError ? error.status : 0,
        });
      }
    }
  };

  const shown = new Set(
    leaves(fields)
      .filter((f) => isShown(f, user))
      .map((f) => f.fullName),
  );
  const elsewhere = Object.entries(errors).filter(([name]) => !shown.has(name));

  return (
    <Dialog title={`${titleOf(scheduler)}: ${builder.name}`} onClose={onClose} wide>
      <form
        ref={form}
        class="dialog-body"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) {
            void start();
          }
        }}
      >
        {refusal !== null && (
          <Banner kind="error">
            {refusal.text}
            {[401, 403].includes(refusal.status) && user.anonymous && (
              <>
                {" "}
                <button type="button" class="link" onClick={askLogin}>
                  Log in to start builds
                </button>
              </>
            )}
          </Banner>
        )}
        {Object.keys(errors).length > 0 && (
          <Banner kind="error">
            {elsewhere.length === 0
              ? "Some values were not accepted; see below."
              : elsewhere.map(([name, text]) => <div key={name}>{text}</div>)}
          </Banner>
        )}
        <ForceFields fields={fields} values={values} errors={errors} user={user} onChange={set} />
        <footer class="dialog-foot">
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="primary" disabled={busy}>
            {busy ? "Starting…" : "Start build"}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

/** A label says most; without one of its own, the button does. */
function titleOf(scheduler: ForceScheduler): string {
  const { name, label, button_name } = scheduler;
  return label && label !== name ? label : button_name || name;
}

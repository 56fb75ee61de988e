import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import type { User } from "../../data/config.ts";
import type { ForceField } from "../../data/resources.ts";
import { columnsOf, type FieldValue, type FieldValues, isShown, leaves } from "./values.ts";
import "../tabs.css";
import "../fields.css";

interface Shared {
  values: FieldValues;
  errors: Record<string, string>;
  user: User;
  onChange: (fullName: string, value: FieldValue) => void;
}

export function ForceFields({ fields, ...shared }: Shared & { fields: ForceField[] }) {
  return (
    <>
      {fields
        .filter((field) => isShown(field, shared.user))
        .map((field, i) =>
          field.type === "nested"
            ? <Nest key={i} field={field} {...shared} />
            : <Field key={field.fullName ?? i} field={field} {...shared} />
        )}
    </>
  );
}

function Nest({ field, ...shared }: Shared & { field: ForceField }) {
  if (field.layout === "tabs") return <TabbedNest field={field} {...shared} />;
  const body = (
    <div class={`field-columns field-columns-${columnsOf(field, shared.user)}`}>
      <ForceFields fields={field.fields ?? []} {...shared} />
    </div>
  );
  // An unnamed nest only groups; a frame around it would say nothing.
  if (field.layout === "simple" || !field.label) return body;
  return (
    <fieldset class="nest">
      <legend>{field.label}</legend>
      {body}
    </fieldset>
  );
}

function TabbedNest({ field, ...shared }: Shared & { field: ForceField }) {
  const children = (field.fields ?? []).filter((f) => isShown(f, shared.user));
  const [chosen, setChosen] = useState(0);
  const id = useId();
  const troubled = (child: ForceField) =>
    leaves([child]).some((f) => f.fullName !== null && shared.errors[f.fullName] !== undefined);
  const move = (event: JSX.TargetedKeyboardEvent<HTMLDivElement>) => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (by === 0) return;
    const next = (chosen + by + children.length) % children.length;
    setChosen(next);
    event.currentTarget.querySelectorAll<HTMLElement>("[role=tab]")[next]?.focus();
  };
  return (
    <fieldset class="nest">
      {field.label && <legend>{field.label}</legend>}
      <div class="tabs" role="tablist" onKeyDown={move}>
        {children.map((child, i) => (
          <button
            type="button"
            role="tab"
            key={i}
            id={`${id}-tab-${i}`}
            aria-controls={`${id}-panel-${i}`}
            aria-selected={i === chosen}
            tabIndex={i === chosen ? 0 : -1}
            onClick={() => setChosen(i)}
          >
            {child.tablabel || child.label || child.name}
            {troubled(child) && <span class="field-error">(see inside)</span>}
          </button>
        ))}
      </div>
      {children.map((child, i) => (
        <div
          key={i}
          role="tabpanel"
          id={`${id}-panel-${i}`}
          aria-labelledby={`${id}-tab-${i}`}
          hidden={i !== chosen}
          class="tab-panel"
        >
          <ForceFields
            fields={[{ ...child, ...(child.type === "nested" ? { label: "" } : {}) }]}
            {...shared}
          />
        </div>
      ))}
    </fieldset>
  );
}

function Field({ field, values, errors, onChange }: Shared & { field: ForceField }) {
  const id = useId();
  const name = field.fullName;
  if (name === null) return null;
  const value = values[name] ?? "";
  const error = errors[name];
  const label = field.label.replace(/:\s*$/, "") || field.name;
  const shared = {
    id,
    name,
    "aria-invalid": error !== undefined,
    ...(error !== undefined || field.tooltip ? { "aria-describedby": `${id}-more` } : {}),
  };
  const more = (
    <div id={`${id}-more`}>
      {error !== undefined && <p class="field-error">{error}</p>}
      {field.tooltip && <p class="field-hint">{field.tooltip}</p>}
    </div>
  );

  if (field.type === "bool") {
    return (
      <div class="field field-check">
        <label class="check" for={id}>
          <input
            type="checkbox"
            {...shared}
            checked={value === true}
            onChange={(e) => onChange(name, e.currentTarget.checked)}
          />
          {label}
        </label>
        {more}
      </div>
    );
  }
  return (
    <div class="field">
      <label for={id}>
        {label}
        {field.required && <span class="required">(required)</span>}
      </label>
      <Input field={field} value={value} shared={shared} onChange={(v) => onChange(name, v)} />
      {more}
    </div>
  );
}

interface InputProps {
  field: ForceField;
  value: FieldValue;
  shared: { id: string; name: string; "aria-invalid": boolean };
  onChange: (value: FieldValue) => void;
}

function Input({ field, value, shared, onChange }: InputProps) {
  const text = Array.isArray(value) ? value.join("\n") : String(value);
  const maxLength = field.maxsize === null ? {} : { maxLength: field.maxsize };
  switch (field.type) {
    case "textarea":
      return (
        <textarea
          {...shared}
          {...maxLength}
          rows={Math.min(field.rows ?? 5, 12)}
          value={text}
          onInput={(e) => onChange(e.currentTarget.value)}
        />
      );
    case "int":
      return (
        <input
          type="text"
          inputMode="numeric"
          {...shared}
          value={text}
          onInput={(e) => onChange(e.currentTarget.value)}
        />
      );
    case "list":
      return <ListInput field={field} value={value} shared={shared} onChange={onChange} />;
    case "file":
      return <FileInput field={field} shared={shared} onChange={onChange} />;
    default:
      return (
        <input
          type="text"
          {...shared}
          {...maxLength}
          autoComplete="off"
          value={text}
          onInput={(e) => onChange(e.currentTarget.value)}
        />
      );
  }
}

function ListInput({ field, value, shared, onChange }: InputProps) {
  const choices = field.choices ?? [];
  const strict = field.strict !== false;
  if (field.multiple && strict) {
    const chosen = Array.isArray(value) ? value : [];
    return (
      <select
        multiple
        {...shared}
        size={Math.min(Math.max(choices.length, 2), 8)}
        onChange={(e) => onChange([...e.currentTarget.selectedOptions].map((o) => o.value))}
      >
        {choices.map((choice) => (
          <option key={choice} value={choice} selected={chosen.includes(choice)}>
            {choice}
          </option>
        ))}
      </select>
    );
  }
  if (field.multiple) {
    const lines = Array.isArray(value) ? value : [];
    return (
      <>
        <textarea
          {...shared}
          rows={3}
          value={lines.join("\n")}
          onInput={(e) => onChange(e.currentTarget.value.split("\n"))}
        />
        <p class="field-hint">
          One a line{choices.length > 0 && `; for example ${choices.join(", ")}`}.
        </p>
      </>
    );
  }
  if (strict) {
    return (
      <select
        {...shared}
        value={String(value)}
        onChange={(e) => onChange(e.currentTarget.value)}
      >
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {choice === "" ? "(none)" : choice}
          </option>
        ))}
      </select>
    );
  }
  return (
    <>
      <input
        type="text"
        {...shared}
        list={`${shared.id}-choices`}
        autoComplete="off"
        value={String(value)}
        onInput={(e) => onChange(e.currentTarget.value)}
      />
      <datalist id={`${shared.id}-choices`}>
        {choices.map((choice) => <option key={choice} value={choice} />)}
      </datalist>
    </>
  );
}

function FileInput({ field, shared, onChange }: Omit<InputProps, "value">) {
  const [trouble, setTrouble] = useState("");
  return (
    <>
      <input
        type="file"
        {...shared}
        onChange={async (e) => {
          const file = e.currentTarget.files?.[0];
          setTrouble("");
          if (file === undefined) onChange("");
          else if (field.maxsize !== null && file.size > field.maxsize) {
            onChange("");
            setTrouble(`The file is too large: ${file.size} of at most ${field.maxsize} bytes.`);
          } else onChange(await file.text());
        }}
      />
      {trouble !== "" && (
        <p class="field-error" role="alert">
          {trouble}
        </p>
      )}
    </>
  );
}

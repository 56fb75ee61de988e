import { href } from "../router.ts";
import { LOOKS, type Status, statusOf } from "../status.ts";
import type { Build } from "../data/resources.ts";
import "./status.css";

/** The state's shape. Give `label` where no word stands beside it. */
export function StatusIcon({ status, label }: { status: Status; label?: boolean }) {
  const { icon, word } = LOOKS[status];
  return (
    <svg
      class={`status-icon is-${status}`}
      viewBox="0 0 16 16"
      {...(label ? { role: "img", "aria-label": word } : { "aria-hidden": "true" })}
    >
      {icon.ring && <circle cx="8" cy="8" r="6.2" />}
      <path d={icon.d} />
      {icon.dot && <circle class="dot" cx={icon.dot[0]} cy={icon.dot[1]} r="0.9" />}
    </svg>
  );
}

/** Shape and word together. */
export function StatusBadge({ status, word }: { status: Status; word?: string }) {
  return (
    <span class={`status-badge is-${status}`}>
      <StatusIcon status={status} />
      {word ?? LOOKS[status].word}
    </span>
  );
}

/** A build in the smallest space: shape and number, linked. */
export function BuildChip({ build, builderName }: { build: Build; builderName?: string }) {
  const status = statusOf(build);
  const name = builderName === undefined ? "" : `${builderName} `;
  return (
    <a
      class={`build-chip is-${status}`}
      href={href("builders", build.builderid, "builds", build.number)}
      title={`${name}#${build.number}: ${LOOKS[status].word}. ${build.state_string}`}
    >
      <StatusIcon status={status} label />
      {build.number}
    </a>
  );
}

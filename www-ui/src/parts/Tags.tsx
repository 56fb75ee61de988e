import "./tags.css";

export function Tags({ tags }: { tags: string[] }) {
  if (tags.length === 0) return null;
  return (
    <ul class="tags" aria-label="Tags">
      {tags.map((tag) => (
        <li key={tag}>
          <a class="tag" href={`#/builders?tags=${encodeURIComponent(`+${tag}`)}`}>
            {tag}
          </a>
        </li>
      ))}
    </ul>
  );
}

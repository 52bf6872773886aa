import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { markup } from "./markup.ts";

describe("markup", () => {
  it("escapes every text, in content and in attributes, and keeps what is markup already", () => {
    const name = `<script>alert("x")</script> & 'O'`;
    expect(markup`<b title="${name}">${name}</b>${markup`<i>${1}</i>`}`.html).toBe(
      '<b title="&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;O&#39;">&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;O&#39;</b><i>1</i>',
    );
  });

  it("writes lists one after the other, and null as nothing", () => {
    expect(markup`<ul>${["a", "<"].map((text) => markup`<li>${text}</li>`)}${null}</ul>`.html).toBe("<ul><li>a</li><li>&lt;</li></ul>");
  });

  it("shows control characters and turns of direction as what cannot be shown", () => {
    expect(markup`${"a\u0000b\u202Ec\td"}`.html).toBe("a\uFFFDb\uFFFDc\td");
  });

  it("no text opens a tag, a quote or an entity of its own", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
      return !/[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/.test(markup`${text}`.html);
    }));
  });
});

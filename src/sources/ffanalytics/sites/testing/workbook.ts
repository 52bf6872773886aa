import { deflateRawSync } from "node:zlib";

type Sheet = readonly (readonly (string | number)[])[];

/** @returns an XLSX file: texts shared, numbers in place, empty cells left out, as spreadsheets write them */
export function packWorkbook(sheets: Readonly<Record<string, Sheet>>, extra: Readonly<Record<string, string>> = {}): Uint8Array {
  const names = Object.keys(sheets);
  const shared: string[] = [];
  const parts: Record<string, string> = {
    "xl/workbook.xml": `<?xml version="1.0"?><workbook xmlns:r="x"><sheets>${names.map((name, index) => `<sheet name="${name}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`).join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships>${names.map((_, index) => `<Relationship Id="rId${index + 1}" Target="worksheets/sheet${index + 1}.xml"/>`).join("")}</Relationships>`,
  };
  names.forEach((name, index) => {
    const rows = (sheets[name] ?? []).map((cells, row) => `<row r="${row + 1}">${cells.map((cell, column) => cellOf(cell, `${letter(column)}${row + 1}`, shared)).join("")}</row>`);
    parts[`xl/worksheets/sheet${index + 1}.xml`] = `<worksheet><sheetData>${rows.join("")}</sheetData></worksheet>`;
  });
  parts["xl/sharedStrings.xml"] = `<sst>${shared.map((text) => `<si><r><t>${text.slice(0, 2)}</t></r><r><t>${text.slice(2)}</t></r></si>`).join("")}</sst>`;
  return zip({ ...parts, ...extra });
}

const letter = (column: number): string => (column < 26 ? "" : String.fromCharCode(64 + Math.floor(column / 26))) + String.fromCharCode(65 + (column % 26));

function cellOf(cell: string | number, reference: string, shared: string[]): string {
  if (cell === "") return "";
  if (typeof cell === "number") return `<c r="${reference}"><v>${cell}</v></c>`;
  if (!shared.includes(cell)) shared.push(cell);
  return `<c r="${reference}" t="s"><v>${shared.indexOf(cell)}</v></c>`;
}

/** The first part stored, the others deflated. */
function zip(parts: Readonly<Record<string, string>>): Uint8Array {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  Object.entries(parts).forEach(([name, text], index) => {
    const raw = Buffer.from(text);
    const [method, packed] = index === 0 ? [0, raw] : [8, deflateRawSync(raw)];
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(method, 8);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(method, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(raw.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    bodies.push(local, Buffer.from(name), packed);
    directory.push(entry, Buffer.from(name));
    offset += 30 + name.length + packed.length;
  });
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(parts).length, 8);
  end.writeUInt16LE(Object.keys(parts).length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, ...directory, end]);
}

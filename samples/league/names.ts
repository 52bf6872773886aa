/**
 * Invented people. First names are plants, stones and weather; last names are two landscape words put together, so that no one bears
 * the name of a real player (a test compares with the real crosswalk where it is at hand).
 */
const FIRST = `Alder Ambrin Anther Arroyo Aspenio Azuro Barleyn Basalto Birchel Bramblin Breezan Briaro Calcito Cedrin Cinnabar Cirrus Cloverin
  Cobaltin Copperin Corvin Cragwell Cumulus Cypressin Daleno Dewan Drizzlo Dunelin Elmer-Ash Emberin Everglen Fennelo Ferno Flintan Fogarto
  Frostin Galeno Garneto Gladeon Graniteo Grovelin Gustavan Halcyo Harvesto Hazelin Heatherin Hollisto Indigan Ironwoodo Ivyn Jasperin Junipero
  Kelpin Lapiso Larcho Larkspurin Lichenor Limeston Lindeno Lodestar Loamin Maplin Marbleo Marshan Meadowin Mistralo Mossin Myrtlin Nettleo
  Nimbus Oakelin Obsidio Onyxan Opalin Orchardo Pebblan Pinewell Poplaro Quartzin Quillan Rainer-Fall Reedano Ridgeon Rowanto Rushin Sagebrin
  Sandovel Shalen Siltano Slateon Sleetan Sorrelin Spruceo Stormin Stratus Sumacin Tamarin Tansyn Thornado Thymeo Timbero Topazin Tundro Umbero
  Valeron Verdano Walnutin Wheatan Willowin Wrenado Yarrowin Yewen Zephyro Zincan`.split(/\s+/);
const LAST_A = "Ash Bay Birch Brook Clay Cliff Cloud Copper Dale Deep Dew Dry East Elm Ember Fern Field Flint Frost Glen Gold Gravel Green Grey Hazel High Hollow Iron Lake Long Low Marsh Mist Moss North Oak Pine Quill Rain Red Reed Ridge River Rock Rush Sand Shade Silver Slate Snow South Stone Storm Swift Thorn Vale West Wild Wind".split(" ");
const LAST_B = "bank barrow beck bend bough bourne bridge combe cove crag creek crest croft den dell fall fen fold ford gate glade grove haven heath hedge hollow holt hurst knoll lea leigh marsh mere moor mound pass path peak pond pool reach ridge rise run shaw shore slope spring stead stone thicket thorpe tor vale wash water weald wick wood worth".split(" ");

/** @returns `count` different full names, the same for the same order of drawing. */
export function inventNames(count: number, shuffle: <T>(items: readonly T[]) => T[]): readonly { readonly first: string; readonly last: string }[] {
  const lasts = shuffle(LAST_A.flatMap((a) => LAST_B.filter((b) => a.toLowerCase() !== b).map((b) => `${a}${b}`)));
  const firsts = shuffle(FIRST);
  const names: { first: string; last: string }[] = [];
  for (let index = 0; index < count; index += 1) {
    const round = Math.floor(index / lasts.length);
    names.push({ first: firsts[(index + round * 7) % firsts.length] ?? "Alder", last: lasts[index % lasts.length] ?? "Ashbank" });
  }
  return names;
}

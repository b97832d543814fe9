// Folds a text to what a reader's eye takes it for, so that a disguised link looks like the link it is.

/** A folded text; `at[i]` is the place in the source text that folded character i came from. */
export interface FoldedText {
  text: string;
  at: number[];
  /** Places of invisible characters, and of letters borrowed from another script to look like Latin ones. */
  hidden: number[];
  borrowed: number[];
}

// Only letters that pass for a Latin one; Unicode compatibility forms (full width, circled, mathematical) are left to NFKD.
const lookAlikes = new Map<string, string>(
  [
    // Cyrillic
    'аa вb гr еe ёe зz иu йu іi їi јj кk мm нh оo пn рp сc тt уy үy хx цu шw һh ѕs ԁd ԛq ԝw ўy ьb ґr ӏl ԍg',
    // Greek
    'αa βb γy εe ηn ιi κk λl μm νv οo πn ρp σo ςs τt υu φo χx ωw ϲc ϳj',
    // Armenian and Cherokee
    'օo սu հh ոn ցg եe քp զq գq յj լl ռn աw Ꭰd Ꭱr Ꭲt Ꭺa Ꭻj Ꭼe Ꮃw Ꮇm Ꮋh Ꮐg Ꮑn Ꮒh Ꮓz Ꮢr Ꮪs Ꮮl Ꮯc Ꮲp Ꮳg Ꮶk',
    'ꭰd ꭱr ꭲt ꭺa ꭻj ꭼe ꮃw ꮇm ꮋh ꮐg ꮓz ꮢr ꮪs ꮮl ꮯc ꮲp ꮶk',
    // Small capitals and phonetic letters
    'ᴀa ʙb ᴄc ᴅd ᴇe ꜰf ɢg ʜh ɪi ᴊj ᴋk ʟl ᴍm ɴn ᴏo ᴘp ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz ɑa ɡg ıi ȷj ɩi ʋv øo łl đd ħh ŧt ƅb ƽs ƨs',
    // Zeros of other scripts, and signs
    'ߋo ०o ૦o ௦o ๐o ໐o ⁄/ ∕/ ╱/ ⧸/ ⟋/ ∶: ꞉: ː: ꓽ: 丶· ㆍ· 𝅭· ⸱· ꞏ· ᛫· ●· ◦·',
  ]
    .flatMap((line) => line.split(' '))
    .map((pair) => {
      const [letter, latin] = [...pair];
      return [letter!, latin!];
    }),
);

const invisible =
  /\p{Cf}|\p{Cc}|\u034f|[\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]|[\u180b-\u180e]|[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]/u;
const lineBreaks = '\n\r\t';
const borrowedScript = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}]/u;
const mark = /\p{M}/u;

/** Emoji letters (🇦, 🅐, 🅰) have no compatibility form of their own. */
function emojiLetter(point: number): string | undefined {
  for (const start of [0x1f1e6, 0x1f150, 0x1f170]) {
    if (point >= start && point < start + 26) return String.fromCharCode(97 + point - start);
  }
  return undefined;
}

/** Folds in one pass, in linear time; the answer may be longer than the source, never by more than a constant factor. */
export function foldText(source: string): FoldedText {
  let text = '';
  const at: number[] = [];
  const hidden: number[] = [];
  const borrowed: number[] = [];
  let index = 0;
  for (const letter of source) {
    const place = index;
    index += letter.length;
    const point = letter.codePointAt(0)!;
    let folded: string;
    if (point > 0x1f && point < 0x7f) {
      folded = letter.toLowerCase();
    } else if (point >= 0x4e00 && point <= 0x9fff) {
      folded = lookAlikes.get(letter) ?? letter;
    } else if (lineBreaks.includes(letter)) {
      folded = ' ';
    } else if (invisible.test(letter)) {
      hidden.push(place);
      continue;
    } else {
      if (borrowedScript.test(letter)) borrowed.push(place);
      folded = emojiLetter(point) ?? lookAlikes.get(letter) ?? '';
      if (folded === '') {
        for (const piece of letter.toLowerCase().normalize('NFKD').toLowerCase()) {
          if (!mark.test(piece)) folded += lookAlikes.get(piece) ?? piece;
        }
      }
    }
    for (let i = 0; i < folded.length; i++) at.push(place);
    text += folded;
  }
  return { text, at, hidden, borrowed };
}

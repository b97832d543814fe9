// How many parts a text message takes on the air (SMS: 70 Chinese characters in one part, 67 in each of several).

// GSM 03.38 basic letters; any other letter makes the whole message UCS-2.
const gsmOnly = /^[\n\r !"#$%&'()*+,\-./0-9:;<=>?@A-Z_a-z£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà]*$/;

/** Number of SMS parts of `text`; 0 for the empty text. Length counts UTF-16 units, as the air interface does. */
export function messageParts(text: string): number {
  const [alone, each] = gsmOnly.test(text) ? [160, 153] : [70, 67];
  if (text.length === 0) return 0;
  return text.length <= alone ? 1 : Math.ceil(text.length / each);
}

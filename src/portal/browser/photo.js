// Looks at a photo before it is sent: size and shape are said at once, and it can be cut to the right shape here. The server judges again.
const input = document.querySelector('input[data-photo]');
const told = document.querySelector('[data-photo-told]');
if (input && told) {
  const say = (line, good) => {
    told.textContent = line;
    told.className = `say ${good ? 'good' : 'bad'}`;
    told.hidden = false;
  };
  input.addEventListener('change', async () => {
    const [file] = input.files;
    if (!file) return;
    const words = input.dataset;
    let picture;
    try {
      picture = await createImageBitmap(file);
    } catch {
      say(words.unreadable, false);
      return;
    }
    const width = 358;
    const height = 441;
    if (picture.width < width || picture.height < height) {
      say(words.small, false);
      return;
    }
    // The middle of the picture in the shape of the card's photo, as a JPEG within the limits.
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    const scale = Math.max(width / picture.width, height / picture.height);
    const pen = canvas.getContext('2d');
    pen.drawImage(
      picture,
      (width - picture.width * scale) / 2,
      (height - picture.height * scale) / 2,
      picture.width * scale,
      picture.height * scale,
    );
    const exact = file.type === 'image/jpeg' && picture.width === width && picture.height === height;
    if (!exact) {
      for (const quality of [0.92, 0.85, 0.75, 0.65, 0.55]) {
        const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', quality));
        if (blob.size > 40 * 1024) continue;
        const list = new DataTransfer();
        list.items.add(new File([blob], 'photo.jpg', { type: 'image/jpeg' }));
        input.files = list.files;
        break;
      }
    }
    const shown = document.querySelector('[data-photo-shown]');
    shown.replaceChildren(canvas);
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', words.shown);
    say(exact ? words.good : words.cut, true);
  });
}

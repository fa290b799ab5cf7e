// Runs in a page: how light its background is, and the contrast of each text with what is behind it, as WCAG 2.2 has it.
globalThis.readColours = () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  const octets = (colour) => {
    brush.clearRect(0, 0, 1, 1);
    brush.fillStyle = colour;
    brush.fillRect(0, 0, 1, 1);
    return [...brush.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (colour) => {
    const [red, green, blue] = octets(colour).map((octet) => {
      const part = octet / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const backgroundOf = (element) => {
    for (let each = element; each !== null; each = each.parentElement) {
      const colour = getComputedStyle(each).backgroundColor;
      if (octets(colour)[3] === 255) return colour;
    }
    return "Canvas";
  };
  const texts = [...document.querySelectorAll("h1, h2, p, a, label, button, b, span, time")].filter(
    (each) => each.textContent?.trim() !== "" && each.getClientRects().length > 0,
  );
  const contrasts = texts.map((each) => {
    const [dark, light] = [luminance(getComputedStyle(each).color), luminance(backgroundOf(each))].sort(
      (a, b) => a - b,
    );
    const contrast = Math.round(((light + 0.05) / (dark + 0.05)) * 100) / 100;
    return { text: each.textContent.trim().slice(0, 30), contrast };
  });
  return { background: luminance(backgroundOf(document.body)), contrasts };
};

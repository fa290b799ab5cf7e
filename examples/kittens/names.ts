/** A hundred kittens that have a name already. Any other name has its kitten too: see drawing.ts. */
export const kittenNames: readonly string[] = [
  ...["Sesame", "Biscuit", "Pepper", "Bean", "Cinder", "Raisin", "Olive", "Mochi", "Domino", "Pickle"],
  ...["Juniper", "Marmalade", "Hazel", "Inky", "Waffle", "Clementine", "Poppy", "Truffle", "Nimbus", "Ginger"],
  ...["Button", "Saffron", "Bramble", "Fig", "Dumpling", "Willow", "Custard", "Pixel", "Nutmeg", "Sorrel"],
  ...["Tofu", "Clover", "Acorn", "Basil", "Crumpet", "Ember", "Fern", "Gizmo", "Honey", "Iris"],
  ...["Jasper", "Kumquat", "Lentil", "Maple", "Noodle", "Opal", "Pumpkin", "Quince", "Sprout", "Thistle"],
  ...["Umber", "Velvet", "Whisker", "Yuzu", "Ziggy", "Almond", "Barley", "Cricket", "Dahlia", "Eclair"],
  ...["Freckle", "Gnocchi", "Hickory", "Indigo", "Jellybean", "Kiwi", "Lichen", "Mango", "Nori", "Oreo"],
  ...["Pebble", "Radish", "Scone", "Tansy", "Udon", "Violet", "Walnut", "Yarrow", "Zinnia", "Apricot"],
  ...["Bonbon", "Cocoa", "Dewdrop", "Echo", "Fennel", "Gumdrop", "Heather", "Ivy", "Jinx", "Kipper"],
  ...["Lavender", "Minnow", "Nettle", "Otter", "Plum", "Rascal", "Soot", "Turnip", "Wisp", "Zephyr"],
];

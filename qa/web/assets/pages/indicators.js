// The chart as a picture of points: its SVG is drawn here, as the server has nothing that draws. Without this it stays an SVG.
(() => {
  "use strict";

  const TIMES = 2; // points of the picture for one of the chart, so that it is sharp in print
  const LARGEST = 16000; // points that every browser's canvas has in a direction

  const drawn = (address) =>
    new Promise((resolve, reject) => {
      const chart = new Image();
      chart.onload = () => resolve(chart);
      chart.onerror = reject;
      chart.src = address;
    });
  const pictured = async (address) => {
    const chart = await drawn(address);
    const times = Math.min(TIMES, LARGEST / Math.max(chart.naturalWidth, chart.naturalHeight));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(chart.naturalWidth * times);
    canvas.height = Math.round(chart.naturalHeight * times);
    canvas.getContext("2d").drawImage(chart, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve, reject) => {
      canvas.toBlob((picture) => (picture ? resolve(picture) : reject(new Error("no picture"))), "image/png");
    });
  };
  const save = (picture, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(picture);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };

  for (const button of document.querySelectorAll("[data-png]")) {
    const failed = button.nextElementSibling;
    button.hidden = false;
    button.addEventListener("click", async () => {
      button.disabled = true;
      failed.hidden = true;
      try {
        save(await pictured(button.dataset.png), button.dataset.name);
      } catch {
        failed.hidden = false;
      }
      button.disabled = false;
      button.focus(); // which it lost while it could not be pressed
    });
  }
})();

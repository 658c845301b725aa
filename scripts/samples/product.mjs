/** A bamboo toothbrush and its bottle of powder on a shelf in soft light: 1080 x 1920, without a face. */
export const product = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1080 1920" width="1080" height="1920">
<defs>
  <linearGradient id="wall" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#eef3ea"/><stop offset=".55" stop-color="#d3dfce"/><stop offset="1" stop-color="#a9bda6"/></linearGradient>
  <radialGradient id="sun" cx=".1" cy=".1" r=".95"><stop offset="0" stop-color="#fffdf2" stop-opacity=".95"/><stop offset="1" stop-color="#fff6dd" stop-opacity="0"/></radialGradient>
  <linearGradient id="bamboo" x1="0" y1="0" x2="1" y2="0"><stop offset="0" stop-color="#f3d9a4"/><stop offset=".45" stop-color="#dcb271"/><stop offset="1" stop-color="#a9783f"/></linearGradient>
  <linearGradient id="bristle" x1="0" y1="0" x2="1" y2="0"><stop offset="0" stop-color="#fdfbf4"/><stop offset="1" stop-color="#d9d3c3"/></linearGradient>
  <linearGradient id="glass" x1="0" y1="0" x2="1" y2="0"><stop offset="0" stop-color="#c98d4a"/><stop offset=".22" stop-color="#a5672c"/><stop offset=".7" stop-color="#7c4519"/><stop offset="1" stop-color="#54290c"/></linearGradient>
  <linearGradient id="cork" x1="0" y1="0" x2="1" y2="0"><stop offset="0" stop-color="#e3c08c"/><stop offset="1" stop-color="#a87b47"/></linearGradient>
  <linearGradient id="cup" x1="0" y1="0" x2="1" y2="0"><stop offset="0" stop-color="#fffdf8"/><stop offset=".5" stop-color="#ece6da"/><stop offset="1" stop-color="#b9b1a1"/></linearGradient>
  <linearGradient id="board" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#e6c396"/><stop offset=".12" stop-color="#cf9f66"/><stop offset="1" stop-color="#9c6c3c"/></linearGradient>
  <linearGradient id="leaf" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#a9ca90"/><stop offset="1" stop-color="#4d7c55"/></linearGradient>
  <filter id="far" x="-20%" y="-20%" width="140%" height="140%"><feGaussianBlur stdDeviation="18"/></filter>
  <filter id="soft" x="-60%" y="-60%" width="220%" height="220%"><feGaussianBlur stdDeviation="22"/></filter>
  <filter id="fine" x="-60%" y="-60%" width="220%" height="220%"><feGaussianBlur stdDeviation="6"/></filter>
</defs>
<rect width="1080" height="1920" fill="url(#wall)"/>
${tiles()}
<g filter="url(#far)">
  <path d="M-40 1500C60 1180 80 900 -30 560C160 780 220 1120 130 1500Z" fill="url(#leaf)" opacity=".8"/>
  <path d="M0 1500C200 1260 300 1100 420 1060C360 1240 240 1420 120 1500Z" fill="url(#leaf)" opacity=".7"/>
  <circle cx="930" cy="470" r="190" fill="#f6f1e4"/><circle cx="930" cy="470" r="160" fill="#dbe8ea"/>
  <path d="M830 380L1020 560M800 450L960 610" stroke="#fff" stroke-width="22" opacity=".7"/>
</g>
<path d="M-40 300L760 1500H420L-40 780Z" fill="#fffbe9" opacity=".34" filter="url(#soft)"/>
<path d="M200 -40L1080 1240V960L460 -40Z" fill="#fffbe9" opacity=".22" filter="url(#soft)"/>

<g opacity=".5" filter="url(#soft)" fill="#5b4a2e">
  <path d="M440 1500L760 1340V1500ZM300 1506H1010V1530H300Z"/><path d="M860 1500L1080 1360V1500Z"/>
</g>
<rect x="-20" y="1500" width="1120" height="150" fill="url(#board)"/>
<path d="M-20 1540Q300 1528 560 1544T1100 1536M-20 1590Q260 1600 520 1584T1100 1596M-20 1622Q400 1612 1100 1626" stroke="#7d532a" stroke-opacity=".35" stroke-width="4" fill="none"/>
<rect x="-20" y="1650" width="1120" height="90" fill="#6a4726" opacity=".45" filter="url(#soft)"/>

<g>
  <path d="M640 1000Q640 960 664 948V880H836V948Q860 960 860 1000V1470Q860 1500 830 1500H670Q640 1500 640 1470Z" fill="url(#glass)"/>
  <path d="M664 880V826Q664 806 684 806H816Q836 806 836 826V880Z" fill="url(#cork)"/>
  <path d="M690 826V870M730 820V872M776 824V868M812 826V872" stroke="#8d6233" stroke-opacity=".5" stroke-width="5"/>
  <path d="M668 980Q668 968 680 960V1450Q668 1446 668 1430Z" fill="#ffe9c6" opacity=".65" filter="url(#fine)"/>
  <rect x="640" y="1080" width="220" height="270" fill="#faf4e6"/><rect x="800" y="1080" width="60" height="270" fill="#000" opacity=".12" filter="url(#fine)"/>
  <path d="M750 1118C790 1150 796 1196 750 1234C704 1196 710 1150 750 1118ZM750 1234V1140" fill="#7fa27b" stroke="#4f7551" stroke-width="5"/>
  <path transform="translate(-6 0)" d="M692 1284V1256H712M692 1270H708M728 1284V1256H748M728 1270H744M728 1284H748M764 1284V1256H778A8 8 0 0 1 778 1272H764M776 1272L786 1284M800 1284V1256L820 1284V1256" stroke="#4b5a44" stroke-width="6" stroke-linecap="round" stroke-linejoin="round" fill="none"/>
  <path d="M676 1312H824M700 1330H800" stroke="#9aa58f" stroke-width="6"/>
</g>

<g>
  <path d="M258 1180H502L482 1476Q480 1500 456 1500H304Q280 1500 278 1476Z" fill="url(#cup)"/>
  <ellipse cx="380" cy="1180" rx="122" ry="26" fill="#d8d0c0"/><ellipse cx="380" cy="1184" rx="104" ry="18" fill="#8b8474"/>
</g>
<g transform="rotate(9 400 1180)">
  <path d="M372 1186C370 1000 378 860 384 740C386 690 372 640 372 590V430Q372 396 401 396T430 430V590C430 640 416 690 418 740C424 860 432 1000 430 1186Q401 1204 372 1186Z" fill="url(#bamboo)"/>
  <path d="M386 1160C384 980 392 840 396 720" stroke="#fff2cf" stroke-opacity=".8" stroke-width="7" fill="none"/>
  <path d="M372 1000Q401 1012 431 1000M376 880Q401 892 426 880" stroke="#94662f" stroke-width="5" fill="none" opacity=".7"/>
  ${bristles()}
</g>
<path d="M258 1180Q380 1240 502 1180L482 1476Q480 1500 456 1500H304Q280 1500 278 1476Z" fill="url(#cup)"/>
<path d="M262 1186Q380 1246 498 1186" stroke="#fff" stroke-width="6" fill="none" opacity=".8"/>
<path d="M296 1250L308 1450" stroke="#fff" stroke-width="20" stroke-linecap="round" opacity=".8" filter="url(#fine)"/>
<path d="M380 1300C424 1336 430 1386 380 1430C330 1386 336 1336 380 1300ZM380 1430V1330" fill="none" stroke="#8aa37f" stroke-width="6"/>

<g>
  <path d="M910 1500C900 1462 930 1440 972 1442C1020 1440 1046 1464 1040 1500Z" fill="#f4ead6"/>
  <path d="M910 1500C900 1462 930 1440 972 1442C1020 1440 1046 1464 1040 1500Z" fill="#8d7a55" opacity=".18" filter="url(#fine)"/>
  <path d="M930 1470Q970 1456 1020 1472" stroke="#fff" stroke-width="8" fill="none" opacity=".8"/>
</g>
<rect width="1080" height="1920" fill="url(#sun)" opacity=".6"/>
</svg>`;

function tiles() {
  const lines = [];
  for (let y = 60; y < 1500; y += 180) lines.push(`M0 ${y}H1080`);
  for (let x = 40; x < 1080; x += 180) lines.push(`M${x} 0V1500`);
  const path = lines.join('');
  return `<path d="${path}" stroke="#ffffff" stroke-opacity=".75" stroke-width="9"/><path d="${path}" stroke="#8fa58c" stroke-opacity=".35" stroke-width="3" transform="translate(5 5)"/>`;
}

function bristles() {
  return Array.from({ length: 9 }, (_, row) => {
    const y = 418 + row * 19;
    return `<rect x="424" y="${y}" width="92" height="16" rx="7" fill="url(#bristle)"/><path d="M430 ${y + 5}H512M430 ${y + 11}H512" stroke="#bdb6a4" stroke-opacity=".6" stroke-width="2"/>`;
  }).join('');
}

/** A bathroom in the morning: window, mirror, basin, plants. 1080 x 1920. */
export const room = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1080 1920" width="1080" height="1920">
<defs>
  <linearGradient id="wall" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#fdf1df"/><stop offset=".6" stop-color="#efd9bf"/><stop offset="1" stop-color="#cfae90"/></linearGradient>
  <linearGradient id="tile" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#c9dfdc"/><stop offset="1" stop-color="#87aaa8"/></linearGradient>
  <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#bfe0ef"/><stop offset=".6" stop-color="#fdeccb"/><stop offset="1" stop-color="#fbd79e"/></linearGradient>
  <linearGradient id="floor" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#b78a60"/><stop offset="1" stop-color="#8a6240"/></linearGradient>
  <linearGradient id="wood" x1="0" y1="0" x2="1" y2="0"><stop offset="0" stop-color="#d6a66e"/><stop offset="1" stop-color="#a3703f"/></linearGradient>
  <linearGradient id="white" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#ffffff"/><stop offset="1" stop-color="#c9c6bf"/></linearGradient>
  <linearGradient id="glass" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#f4fafa"/><stop offset=".5" stop-color="#cfe1e1"/><stop offset="1" stop-color="#a9c4c5"/></linearGradient>
  <linearGradient id="brass" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#f6dfa3"/><stop offset="1" stop-color="#a97f3a"/></linearGradient>
  <linearGradient id="leaf" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#9cc48a"/><stop offset="1" stop-color="#3f6f4c"/></linearGradient>
  <linearGradient id="towel" x1="0" y1="0" x2="1" y2="0"><stop offset="0" stop-color="#f3b59b"/><stop offset="1" stop-color="#cf7c60"/></linearGradient>
  <radialGradient id="sun" cx=".14" cy=".26" r=".85"><stop offset="0" stop-color="#fff8e2" stop-opacity=".95"/><stop offset="1" stop-color="#ffefc9" stop-opacity="0"/></radialGradient>
  <filter id="soft" x="-60%" y="-60%" width="220%" height="220%"><feGaussianBlur stdDeviation="22"/></filter>
  <filter id="fine" x="-60%" y="-60%" width="220%" height="220%"><feGaussianBlur stdDeviation="6"/></filter>
  <clipPath id="pane"><path d="M60 620V380Q60 220 220 220T380 380V620Z"/></clipPath>
  <clipPath id="mirror"><ellipse cx="710" cy="560" rx="218" ry="288"/></clipPath>
</defs>
<rect width="1080" height="1400" fill="url(#wall)"/>
<rect y="880" width="1080" height="620" fill="url(#tile)"/>
${tiles()}
<rect y="866" width="1080" height="22" fill="#f7eee0"/><rect y="888" width="1080" height="16" fill="#4f6d6c" opacity=".35" filter="url(#fine)"/>
<rect y="1500" width="1080" height="420" fill="url(#floor)"/>
<path d="M0 1590H1080M0 1700H1080M0 1820H1080M200 1500L120 1590M520 1590L500 1700M820 1500L850 1590M260 1700L210 1820M760 1700L800 1820M980 1590L1040 1700" stroke="#6b4728" stroke-opacity=".5" stroke-width="5"/>

<path d="M40 640V380Q40 200 220 200T400 380V640Z" fill="#fffaf0"/>
<g clip-path="url(#pane)">
  <rect x="60" y="200" width="320" height="420" fill="url(#sky)"/>
  <circle cx="150" cy="420" r="52" fill="#fff6d6"/><circle cx="150" cy="420" r="120" fill="#fff1c2" opacity=".6" filter="url(#soft)"/>
  <path d="M60 560Q140 490 220 546T380 520V620H60Z" fill="#9cbf98"/><path d="M60 600Q180 540 280 590T380 574V620H60Z" fill="#6f9c78"/>
</g>
<path d="M220 220V620M60 440H380" stroke="#fffaf0" stroke-width="14"/>
<rect x="24" y="632" width="392" height="28" rx="8" fill="#fffaf0"/><rect x="24" y="660" width="392" height="14" fill="#a17c58" opacity=".35" filter="url(#fine)"/>
<path d="M300 632C284 560 250 540 236 480C282 510 304 540 314 590C310 520 330 470 366 440C364 520 344 560 330 632Z" fill="url(#leaf)"/>
<path d="M276 600H356L346 640H286Z" fill="#d98e6c"/>

<ellipse cx="710" cy="560" rx="240" ry="310" fill="url(#brass)"/>
<ellipse cx="710" cy="560" rx="218" ry="288" fill="url(#glass)"/>
<g clip-path="url(#mirror)">
  <rect x="470" y="240" width="480" height="640" fill="#f3e2cb" opacity=".55"/>
  <path d="M760 300H900V700H760Z" fill="#fff4dc" opacity=".8"/><path d="M830 300V700M760 500H900" stroke="#e5cda8" stroke-width="8"/>
  <path d="M480 420L760 900M440 520L640 880M600 260L960 860" stroke="#fff" stroke-width="46" opacity=".35"/>
</g>
<path d="M520 400Q560 310 640 284" stroke="#fff" stroke-width="12" stroke-linecap="round" fill="none" opacity=".9"/>

<rect x="440" y="1180" width="560" height="320" rx="12" fill="url(#wood)"/>
<rect x="440" y="1180" width="560" height="34" fill="#6d4622" opacity=".35" filter="url(#fine)"/>
<path d="M720 1214V1490" stroke="#7d532a" stroke-width="6"/><path d="M470 1290Q560 1276 700 1296M470 1400Q580 1410 700 1394M740 1300Q860 1286 980 1304M740 1420Q860 1410 980 1428" stroke="#8a5c30" stroke-opacity=".5" stroke-width="5" fill="none"/>
<circle cx="696" cy="1340" r="14" fill="url(#brass)"/><circle cx="744" cy="1340" r="14" fill="url(#brass)"/>
<rect x="410" y="1140" width="620" height="46" rx="12" fill="url(#white)"/><rect x="410" y="1184" width="620" height="16" fill="#3a2413" opacity=".4" filter="url(#fine)"/>
<path d="M540 1040H880C876 1108 820 1140 710 1140S544 1108 540 1040Z" fill="url(#white)"/><ellipse cx="710" cy="1040" rx="170" ry="26" fill="#e9e6df"/><ellipse cx="710" cy="1044" rx="150" ry="17" fill="#aebfbf"/>
<path d="M560 1060Q580 1110 640 1128" stroke="#fff" stroke-width="10" stroke-linecap="round" fill="none" opacity=".9"/>
<path d="M708 1000V930Q708 896 740 896T772 926V950" stroke="url(#brass)" stroke-width="20" fill="none" stroke-linecap="round"/><path d="M690 1030H726V990H690Z" fill="url(#brass)"/><path d="M664 1002H690" stroke="url(#brass)" stroke-width="14" stroke-linecap="round"/>
<path d="M772 956V1042" stroke="#e8f6f8" stroke-width="10" opacity=".9"/><path d="M768 960V1040" stroke="#fff" stroke-width="3"/>

<path d="M906 1040H966L960 1140H912Z" fill="#fbf6ea"/><path d="M924 1040L912 930M944 1040L952 920M954 1040L978 944" stroke="#c9975a" stroke-width="11" stroke-linecap="round"/>
<rect x="902" y="906" width="22" height="40" rx="8" fill="#fff" transform="rotate(-6 912 926)"/><rect x="942" y="896" width="22" height="40" rx="8" fill="#8fb7b4" transform="rotate(5 952 916)"/><rect x="968" y="922" width="22" height="40" rx="8" fill="#f0b49a" transform="rotate(14 978 942)"/>
<path d="M452 1140V1062Q452 1050 464 1050H472V1024H500V1050H508Q520 1050 520 1062V1140Z" fill="#c7835a"/><path d="M486 1024V1006H458" stroke="#5a3a22" stroke-width="9" fill="none" stroke-linecap="round"/><rect x="460" y="1080" width="52" height="36" fill="#fbf3e2"/>

<path d="M70 900H330" stroke="url(#brass)" stroke-width="16" stroke-linecap="round"/>
<path d="M110 892H290V1240Q200 1262 110 1240Z" fill="url(#towel)"/><path d="M110 1176Q200 1196 290 1176M110 1204Q200 1224 290 1204" stroke="#fff0e6" stroke-width="9" fill="none" opacity=".8"/><path d="M150 900V1236M206 900V1244M258 900V1238" stroke="#a9583f" stroke-opacity=".28" stroke-width="9"/>
<path d="M96 1500C60 1380 20 1330 -20 1300C40 1290 100 1340 130 1420C120 1310 140 1230 200 1180C220 1290 200 1370 170 1430C220 1360 280 1340 340 1350C310 1410 260 1440 190 1500Z" fill="url(#leaf)"/>
<path d="M70 1480H220L204 1640Q202 1660 180 1660H110Q88 1660 86 1640Z" fill="#f4ead9"/><path d="M70 1480H220L216 1516H74Z" fill="#d8c8b0"/><path d="M96 1530L106 1630" stroke="#fff" stroke-width="14" stroke-linecap="round" opacity=".8" filter="url(#fine)"/>
<ellipse cx="640" cy="1750" rx="330" ry="80" fill="#f2e6d2"/><ellipse cx="640" cy="1750" rx="290" ry="64" fill="none" stroke="#d99c7d" stroke-width="10"/><ellipse cx="640" cy="1750" rx="240" ry="48" fill="none" stroke="#e8d3b6" stroke-width="8"/>
<path d="M60 320L900 1500H560L60 760Z" fill="#fff6d8" opacity=".3" filter="url(#soft)"/><path d="M220 240L1080 1380V1120L380 300Z" fill="#fff6d8" opacity=".2" filter="url(#soft)"/>
<rect width="1080" height="1920" fill="url(#sun)" opacity=".65"/>
</svg>`;

function tiles() {
  const lines = [];
  for (let row = 0; row * 78 < 620; row += 1) {
    const y = 880 + row * 78;
    lines.push(`M0 ${y}H1080`);
    for (let x = row % 2 ? 0 : 75; x < 1080; x += 150) lines.push(`M${x} ${y}V${Math.min(1500, y + 78)}`);
  }
  return `<path d="${lines.join('')}" stroke="#eef6f4" stroke-opacity=".8" stroke-width="6"/>`;
}

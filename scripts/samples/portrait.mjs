/**
 * A friendly person, shoulders up, in the light of a window: 1080 x 1920. The mouth is closed and stands where the
 * simulators move it (simulators/render/mouth.ts).
 */
export const portrait = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1080 1920" width="1080" height="1920">
<defs>
  <linearGradient id="wall" x1="0" y1="0" x2="1" y2="1">
    <stop offset="0" stop-color="#fbeedd"/><stop offset=".5" stop-color="#ecd0b2"/><stop offset="1" stop-color="#c79a78"/>
  </linearGradient>
  <radialGradient id="sun" cx=".12" cy=".16" r=".8">
    <stop offset="0" stop-color="#fffaf0" stop-opacity=".95"/><stop offset="1" stop-color="#fff3dd" stop-opacity="0"/>
  </radialGradient>
  <linearGradient id="skin" x1="0" y1="0" x2="1" y2=".35">
    <stop offset="0" stop-color="#fbd3b4"/><stop offset=".55" stop-color="#f0b892"/><stop offset="1" stop-color="#d9966f"/>
  </linearGradient>
  <linearGradient id="neck" x1="0" y1="0" x2="0" y2="1">
    <stop offset="0" stop-color="#c98a66"/><stop offset=".5" stop-color="#e2a67f"/><stop offset="1" stop-color="#eeb68f"/>
  </linearGradient>
  <linearGradient id="hair" x1="0" y1="0" x2="1" y2=".6">
    <stop offset="0" stop-color="#8a5636"/><stop offset=".45" stop-color="#5c3523"/><stop offset="1" stop-color="#3a2118"/>
  </linearGradient>
  <linearGradient id="shine" x1="0" y1="0" x2="1" y2="1">
    <stop offset="0" stop-color="#d79a6a" stop-opacity=".85"/><stop offset="1" stop-color="#8a5636" stop-opacity="0"/>
  </linearGradient>
  <linearGradient id="knit" x1="0" y1="0" x2="1" y2=".8">
    <stop offset="0" stop-color="#93b8a4"/><stop offset=".5" stop-color="#6b9684"/><stop offset="1" stop-color="#446a5c"/>
  </linearGradient>
  <radialGradient id="blush"><stop offset="0" stop-color="#ee8a72" stop-opacity=".5"/><stop offset="1" stop-color="#ee8a72" stop-opacity="0"/></radialGradient>
  <radialGradient id="iris" cx=".5" cy=".62" r=".55"><stop offset="0" stop-color="#9c6a3c"/><stop offset=".7" stop-color="#5d3a20"/><stop offset="1" stop-color="#2d1a10"/></radialGradient>
  <linearGradient id="leaf" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#9fbf8c"/><stop offset="1" stop-color="#4e7a58"/></linearGradient>
  <filter id="far" x="-20%" y="-20%" width="140%" height="140%"><feGaussianBlur stdDeviation="16"/></filter>
  <filter id="soft" x="-40%" y="-40%" width="180%" height="180%"><feGaussianBlur stdDeviation="20"/></filter>
  <filter id="fine" x="-40%" y="-40%" width="180%" height="180%"><feGaussianBlur stdDeviation="7"/></filter>
  <clipPath id="faceShape"><path d="M322 690C318 520 420 430 540 430S762 520 758 690C756 800 738 890 690 962C650 1022 596 1060 540 1060S430 1022 390 962C342 890 324 800 322 690Z"/></clipPath>
  <clipPath id="jumper"><path d="M-20 2000V1560C40 1400 220 1330 352 1272C400 1390 470 1450 540 1452C610 1450 680 1390 728 1272C860 1330 1040 1400 1100 1560V2000Z"/></clipPath>
  <clipPath id="left"><path d="M366 742Q436 676 506 746Q438 786 366 742Z"/></clipPath>
  <clipPath id="right"><path d="M574 746Q644 676 714 742Q642 786 574 746Z"/></clipPath>
</defs>
<rect width="1080" height="1920" fill="url(#wall)"/>
<g filter="url(#far)">
  <rect x="40" y="150" width="330" height="800" rx="8" fill="#fff8ea"/>
  <rect x="40" y="150" width="330" height="800" rx="8" fill="#cfe4ea" opacity=".75"/>
  <path d="M40 790Q130 700 210 770T370 730V950H40Z" fill="#a9cbae"/>
  <path d="M205 150V950M40 520H370" stroke="#fffaf2" stroke-width="26"/>
  <rect x="780" y="620" width="320" height="22" fill="#9c6f4c"/>
  <rect x="812" y="470" width="44" height="150" fill="#c9684f"/><rect x="860" y="440" width="36" height="180" fill="#e5c07a"/>
  <rect x="900" y="490" width="52" height="130" fill="#5b7f8c"/>
  <path d="M1000 620C960 520 900 470 880 360C950 420 990 470 1010 560C1000 460 1020 380 1070 320C1080 420 1060 500 1040 620Z" fill="url(#leaf)"/>
  <rect x="968" y="560" width="100" height="64" rx="10" fill="#f1e4d4"/>
  <rect x="760" y="1000" width="360" height="22" fill="#9c6f4c"/>
  <circle cx="880" cy="930" r="66" fill="#e9d7c0"/><rect x="960" y="880" width="80" height="120" rx="14" fill="#b98a64"/>
</g>
<rect width="1080" height="1920" fill="url(#sun)"/>

<path d="M330 560C250 600 214 760 222 930C228 1080 196 1180 236 1300C330 1400 420 1340 540 1350C660 1340 770 1400 848 1300C886 1180 852 1080 858 930C866 760 832 600 750 560Z" fill="url(#hair)"/>
<path d="M250 900C240 1060 226 1180 262 1286M830 900C842 1060 856 1180 822 1286M300 1000C280 1120 282 1220 312 1310M782 1000C800 1120 800 1220 772 1310" stroke="#2c1710" stroke-opacity=".35" stroke-width="10" fill="none"/>

<path d="M426 960H654V1120C654 1176 700 1206 760 1232L540 1470L320 1232C380 1206 426 1176 426 1120Z" fill="url(#neck)"/>
<path d="M426 1010C470 1080 610 1080 654 1010V1120C600 1170 480 1170 426 1120Z" fill="#a8694a" opacity=".55" filter="url(#fine)"/>
<path d="M424 1210Q490 1256 524 1262M656 1210Q590 1256 556 1262" stroke="#c48963" stroke-width="9" stroke-linecap="round" fill="none" opacity=".7"/>

<g transform="translate(0 -64)">
<path d="M-20 2000V1560C40 1400 220 1330 352 1272C400 1390 470 1450 540 1452C610 1450 680 1390 728 1272C860 1330 1040 1400 1100 1560V2000Z" fill="url(#knit)"/>
<g clip-path="url(#jumper)">${ribs()}</g>
<path d="M346 1262C390 1408 458 1484 540 1486C622 1484 690 1408 734 1262" stroke="#86ad9a" stroke-width="42" fill="none"/>
<path d="M340 1282C388 1416 456 1494 540 1496C624 1494 692 1416 740 1282" stroke="#537c6c" stroke-width="5" fill="none" opacity=".55"/>
<path d="M170 2000C176 1760 190 1640 236 1540M910 1920C904 1760 890 1640 844 1540" stroke="#345548" stroke-width="14" stroke-opacity=".5" fill="none" filter="url(#fine)"/>
<path d="M-20 1600C40 1440 200 1370 330 1310L300 1400C180 1450 60 1560 0 1760Z" fill="#c8e0d0" opacity=".45" filter="url(#soft)"/>
</g>

<ellipse cx="318" cy="770" rx="36" ry="62" fill="#eab08a"/><ellipse cx="762" cy="770" rx="36" ry="62" fill="#cd8a64"/>
<path d="M306 744Q326 770 312 804M774 744Q754 770 768 804" stroke="#b5714f" stroke-width="7" fill="none" stroke-linecap="round"/>
<circle cx="312" cy="846" r="13" fill="#f6d987"/><circle cx="308" cy="842" r="4" fill="#fffbe8"/><circle cx="768" cy="846" r="13" fill="#d9b45c"/><circle cx="765" cy="842" r="4" fill="#fff3cf"/>

<path d="M322 690C318 520 420 430 540 430S762 520 758 690C756 800 738 890 690 962C650 1022 596 1060 540 1060S430 1022 390 962C342 890 324 800 322 690Z" fill="url(#skin)"/>
<g clip-path="url(#faceShape)">
  <ellipse cx="760" cy="850" rx="120" ry="330" fill="#b86f4d" opacity=".36" filter="url(#soft)"/>
  <ellipse cx="400" cy="640" rx="110" ry="150" fill="#ffe9d4" opacity=".6" filter="url(#soft)"/>
  <ellipse cx="540" cy="1064" rx="170" ry="42" fill="#b86f4d" opacity=".35" filter="url(#soft)"/>
  <path d="M300 430H780V560C700 500 620 520 540 560S380 560 300 640Z" fill="#8a4f33" opacity=".38" filter="url(#soft)"/>
  <ellipse cx="410" cy="862" rx="86" ry="62" fill="url(#blush)"/><ellipse cx="672" cy="862" rx="86" ry="62" fill="url(#blush)"/>
</g>

<path d="M368 668Q424 618 508 652Q510 664 500 668Q430 646 376 684Q366 682 368 668Z" fill="#4a2b1c"/>
<path d="M712 668Q656 618 572 652Q570 664 580 668Q650 646 704 684Q714 682 712 668Z" fill="#4a2b1c"/>
${eye('left', 438)}${eye('right', 642)}

<path d="M524 790C520 812 512 824 506 840C508 860 528 868 542 866" stroke="#b9754f" stroke-width="6" fill="none" stroke-linecap="round" stroke-linejoin="round" opacity=".6"/>
<path d="M556 700C566 770 574 806 584 836C580 858 560 868 544 868C560 830 556 760 556 700Z" fill="#c27a54" opacity=".4" filter="url(#fine)"/>
<ellipse cx="540" cy="812" rx="13" ry="36" fill="#fff1e0" opacity=".65" filter="url(#fine)"/>
<path d="M508 858Q522 870 534 862M552 864Q566 870 578 856" stroke="#9c573a" stroke-width="6" fill="none" stroke-linecap="round" opacity=".7"/>

<path d="M466 908C492 896 518 888 540 896C562 888 588 896 614 908C596 914 570 914 540 915C510 914 484 914 466 908Z" fill="#c4584f"/>
<path d="M466 908C488 946 514 956 540 956S592 946 614 908C590 918 566 917 540 918C514 917 490 918 466 908Z" fill="#d9716a"/>
<path d="M464 906C490 918 516 915 540 918C564 915 590 918 616 906" stroke="#8c352f" stroke-width="5" fill="none" stroke-linecap="round"/>
<ellipse cx="530" cy="936" rx="34" ry="7" fill="#f4a8a0" opacity=".7" filter="url(#fine)"/>
<path d="M452 898Q456 908 464 912M628 898Q624 908 616 912" stroke="#b9714f" stroke-width="6" fill="none" stroke-linecap="round" opacity=".8"/>
<path d="M500 986Q540 1000 580 986" stroke="#c07e5a" stroke-width="8" fill="none" stroke-linecap="round" opacity=".45" filter="url(#fine)"/>

<path d="M250 980C226 760 250 520 372 408C440 346 560 330 640 360C780 410 850 560 836 780C836 860 850 930 838 990C806 930 794 860 786 780C776 660 738 580 664 520C640 580 520 640 400 600C350 640 316 720 304 800C296 880 290 930 250 980Z" fill="url(#hair)"/>
<path d="M664 520C600 600 500 626 400 600C470 576 560 520 600 450Z" fill="#3a2118" opacity=".5"/>
<path d="M300 700C310 580 370 470 470 420C560 376 640 400 690 450C600 420 520 430 450 480C380 530 330 600 300 700Z" fill="url(#shine)"/>
<path d="M268 900C258 740 288 570 390 450M286 860C284 720 320 590 420 480M700 420C780 490 814 620 812 780M668 448C744 520 784 640 796 760M430 590C520 580 590 530 624 452" stroke="#24120c" stroke-opacity=".34" stroke-width="7" fill="none" stroke-linecap="round"/>
<path d="M330 560C360 490 410 440 470 414M346 590C380 520 430 470 500 440" stroke="#e3ae7e" stroke-opacity=".5" stroke-width="6" fill="none" stroke-linecap="round"/>
<path d="M250 980C226 760 250 520 372 408" stroke="#ffdcae" stroke-opacity=".6" stroke-width="9" fill="none" filter="url(#fine)"/>
<rect width="1080" height="1920" fill="url(#sun)" opacity=".35"/>
</svg>`;

/** An eye around x; its name is that of its clip path. */
function eye(side, x) {
  const turn = side === 'left' ? 1 : -1;
  const at = (away) => x + turn * away;
  const shape =
    side === 'left'
      ? 'M366 742Q436 676 506 746Q438 786 366 742Z'
      : 'M574 746Q644 676 714 742Q642 786 574 746Z';
  return `<g clip-path="url(#${side})"><path d="${shape}" fill="#fffaf5"/>
    <circle cx="${x}" cy="734" r="34" fill="url(#iris)"/><circle cx="${x}" cy="734" r="15" fill="#150b06"/>
    <rect x="${x - 80}" y="690" width="160" height="28" fill="#5b3a2a" opacity=".28" filter="url(#fine)"/>
    <circle cx="${x - 11}" cy="722" r="10" fill="#fff"/><circle cx="${x + 12}" cy="748" r="5" fill="#fff" opacity=".7"/></g>
  <path d="M${at(-76)} 740Q${at(-4)} 670 ${at(70)} 748" stroke="#2d170f" stroke-width="11" fill="none" stroke-linecap="round"/>
  <path d="M${at(-70)} 742Q${at(-84)} 738 ${at(-94)} 722Q${at(-76)} 724 ${at(-56)} 714Z" fill="#2d170f"/>
  <path d="M${at(-66)} 752Q${at(0)} 786 ${at(62)} 756" stroke="#b5714f" stroke-width="5" fill="none" opacity=".7"/>
  <path d="M${at(-70)} 706Q${at(0)} 656 ${at(62)} 706" stroke="#b5714f" stroke-width="5" fill="none" opacity=".55"/>`;
}

/** The ribs of a knitted jumper. */
function ribs() {
  const lines = Array.from({ length: 27 }, (_, index) => {
    const x = -20 + index * 43;
    return `M${x} 2000C${x + 6} 1800 ${x - 4} 1660 ${540 + (x - 540) * 0.93} 1300`;
  });
  return `<path d="${lines.join('')}" stroke="#3f6556" stroke-opacity=".22" stroke-width="8" fill="none"/>`;
}

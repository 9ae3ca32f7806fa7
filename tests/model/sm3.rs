//! SM3 (GB/T 32905-2016), once more.

fn p0(x: u32) -> u32 {
    x ^ x.rotate_left(9) ^ x.rotate_left(17)
}

fn p1(x: u32) -> u32 {
    x ^ x.rotate_left(15) ^ x.rotate_left(23)
}

/// The digest in lower-case hex.
pub fn hex(message: &[u8]) -> String {
    let mut padded = message.to_vec();
    padded.push(0x80);
    while padded.len() % 64 != 56 {
        padded.push(0);
    }
    padded.extend((message.len() as u64 * 8).to_be_bytes());
    let mut v: [u32; 8] = [
        0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D,
        0xB0FB0E4E,
    ];
    for block in padded.chunks(64) {
        v = compressed(v, block);
    }
    v.iter().map(|word| format!("{word:08x}")).collect()
}

fn compressed(v: [u32; 8], block: &[u8]) -> [u32; 8] {
    let mut w: Vec<u32> = block
        .chunks(4)
        .map(|b| u32::from_be_bytes(b.try_into().unwrap()))
        .collect();
    for j in 16..68 {
        let x = p1(w[j - 16] ^ w[j - 9] ^ w[j - 3].rotate_left(15));
        w.push(x ^ w[j - 13].rotate_left(7) ^ w[j - 6]);
    }
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = v;
    for j in 0..64 {
        let t: u32 = if j < 16 { 0x79CC4519 } else { 0x7A879D8A };
        let ss1 = a
            .rotate_left(12)
            .wrapping_add(e)
            .wrapping_add(t.rotate_left(j as u32 % 32))
            .rotate_left(7);
        let ss2 = ss1 ^ a.rotate_left(12);
        let (ff, gg) = if j < 16 {
            (a ^ b ^ c, e ^ f ^ g)
        } else {
            ((a & b) | (a & c) | (b & c), (e & f) | (!e & g))
        };
        let tt1 = ff
            .wrapping_add(d)
            .wrapping_add(ss2)
            .wrapping_add(w[j] ^ w[j + 4]);
        let tt2 = gg.wrapping_add(h).wrapping_add(ss1).wrapping_add(w[j]);
        (d, c, b, a) = (c, b.rotate_left(9), a, tt1);
        (h, g, f, e) = (g, f.rotate_left(19), e, p0(tt2));
    }
    let now = [a, b, c, d, e, f, g, h];
    std::array::from_fn(|i| now[i] ^ v[i])
}

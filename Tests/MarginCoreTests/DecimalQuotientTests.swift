import MarginCore
import MarginTesting
import Testing

@Suite("A cash flow")
struct DecimalQuotientTests {
    @Test("is product over quotient, rounded once, to 18 decimals", arguments: roundedResults)
    func rounded(numerators: [Decimal], denominators: [Decimal], expected: Decimal) {
        #expect(Decimal.cashFlow(numerators, dividedBy: denominators) == expected)
    }

    @Test("rounds an exact tie to the even neighbour")
    func ties() {
        #expect(Decimal.cashFlow(["0.5e-18"]) == .zero)
        #expect(Decimal.cashFlow(["1.5e-18"]) == "2e-18")
        #expect(Decimal.cashFlow(["2.5e-18"]) == "2e-18")
        #expect(Decimal.cashFlow(["-3.5e-18"]) == "-4e-18")
        #expect(Decimal.cashFlow(["1e-18"], dividedBy: ["2"]) == .zero)
        #expect(Decimal.cashFlow(["3e-18"], dividedBy: ["2"]) == "2e-18")
        #expect(Decimal.cashFlow(["-5e-18"], dividedBy: ["2"]) == "-2e-18")
        #expect(Decimal.cashFlow(["2.5", "1e-9", "1e-9"]) == "2e-18")
    }

    @Test("remembers what a division left when it cuts digits afterwards: just above a tie is no tie")
    func sticky() {
        // 7 ÷ 3 = 2.33…; of 10^-18 it is below the tie.
        #expect(Decimal.cashFlow(["7e-18"], dividedBy: ["3"]) == "2e-18")
        // 25/9.99…9 is 2.5 and a little: the tie's upper side, although the digits kept end in 5.
        #expect(
            Decimal.cashFlow(["25e-18"], dividedBy: ["9.99999999999999999999999999999999999"]) == "3e-18")
        // 0.5 and a third of 10^-21: the division leaves a rest, and then the digits are cut at what looks like a tie.
        #expect(Decimal.cashFlow(["150000000000000000001e-38"], dividedBy: ["3"]) == "1e-18")
        // More than 38 digits to cut: the first step leaves a rest, the second alone would see a tie.
        #expect(Decimal.cashFlow(["25000000000000000000000000000000000001e-54", "1e-1"]) == "3e-18")
        #expect(Decimal.cashFlow(["2.5e-9", "1.0000000000000000000000000000000000001e-9"]) == "3e-18")
        #expect(Decimal.cashFlow(["2.5e-9", "0.9999999999999999999999999999999999999e-9"]) == "2e-18")
    }

    @Test("takes the sign of its factors, and is zero with any of them")
    func signs() {
        #expect(Decimal.cashFlow(["-2", "-3"]) == "6")
        #expect(Decimal.cashFlow(["-2", "3"]) == "-6")
        #expect(Decimal.cashFlow(["-6"], dividedBy: ["-3"]) == "2")
        #expect(Decimal.cashFlow(["0", "1e30", "1e30", "1e30"]) == .zero)
        #expect(Decimal.cashFlow([]) == .one)
    }

    @Test("of nearly nothing is zero")
    func underflow() {
        #expect(Decimal.cashFlow(["1e-30", "1e-30", "1e-30", "1e-30"]) == .zero)
        #expect(Decimal.cashFlow(["-1e-67", "1e-67"], dividedBy: ["1e30", "1e30"]) == .zero)
    }

    @Test("keeps 38 digits where 18 decimals would be more")
    func largeAmounts() {
        #expect(Decimal.cashFlow(["1e20", "1e20"]) == "1e40")
        #expect(Decimal.cashFlow(["1"], dividedBy: ["1e-21"]) == "1e21")
        #expect(
            Decimal.cashFlow(["170141183460469231731.68730371588410573"]) == "170141183460469231731.68730371588410573")
        // q·m = 340282366920938463463.3746074317682114555…, found with Python's `fractions`: 2^128 − ½ units of 10^-18.
        let quantity: Decimal = "8217436683.9790179684138504950078251601"
        let multiplier: Decimal = "41409794806.73870502632589175874541627"
        #expect(Decimal.cashFlow([quantity, multiplier]) == "340282366920938463463.37460743176821146")
        #expect(Decimal.cashFlow([quantity.negated, multiplier]) == "-340282366920938463463.37460743176821146")
    }

    @Test("says nothing where it is divided by zero, or its exact product has more than 512 bits")
    func overflow() {
        #expect(Decimal.cashFlow(["1"], dividedBy: ["0"]) == nil)
        #expect(Decimal.cashFlow(["1e30", "1e30", "1e30", "1e30"]) == "1e120")
        #expect(Decimal.cashFlow(["1e30", "1e30", "1e30", "1e30", "1e30"]) == nil)
    }

    @Test("leaves a number of no more than 18 decimals as it is")
    func balances() {
        #expect(Decimal("1e30").roundedToBalance == "1e30")
        #expect(Decimal("-0.000000000000000001").roundedToBalance == "-1e-18")
        #expect(Decimal("1.0000000000000000005").roundedToBalance == "1")
        #expect(Decimal("1.0000000000000000015").roundedToBalance == "1.000000000000000002")
    }
}

/// Computed with Python's `fractions`, half to even.
private let roundedResults: [([Decimal], [Decimal], Decimal)] = [
    (["504e-20"], [], "5e-18"),
    (["725763863e-6"], [], "725763863000000000000e-18"),
    (["913e0", "-183e-6"], [], "-167079000000000000e-18"),
    (["-883235912e-13", "-743179434775378359927786224952e-17"], [], "656402765853475820875882521e-18"),
    (["717733424842913510875258557515e-20", "609059211e-21"], [], "4371421534431527e-18"),
    (["-559e-5", "-247023327e-5", "-858487694e-11"], [], "-118545165875484807e-18"),
    (["-3e-5", "-754781117e-18", "944173414220481675361270227066e-8"], [], "213793279268111652962163276e-18"),
    (["-5e-17", "928862021e-5", "918400376616029255501050029088e-3"], [], "-426533614955363037629915348820394e-18"),
    (["-937e1", "-304e-11", "-1e-7"], ["-4172e-3"], "682761e-18"),
    (["618497044473228265948777285891e-21", "-591946611e-6", "644e-6"], ["97701965955410077e2"], "-24132523e-18"),
    (["-244e-3", "9e-12", "803801816789224515238149754411e-15"], ["5e2"], "-3530297579338274071e-18"),
    (["118072925e3", "189917851e-20", "-230650282e-22"], ["-7844e-1", "1e-9"], "6593750568e-18"),
    (["154094811e-16", "-775030454e-6", "-396e-6"], ["-48986380982540481e2", "5e-10"], "-2e-18"),
    (
        ["-53183546910780735e-2", "186e-1", "-997348844694640017712157776373e-18"],
        ["3371e3", "-83928386838680988e1"], "-3487142562843951998641e-18"
    ),
    (
        ["77206555032162506e-5", "419e-7", "-5e-20", "195922233341587560942410007012e-18"], [],
        "-316899770466215167e-18"
    ),
    (
        ["-242383608e-19", "-348446255e-7", "32923718034164789e-7", "53515729916039097e-9"], [],
        "148809060224789505329228100e-18"
    ),
    (
        ["-40264901619409457e-14", "907573045e-7", "-716629275e-18", "424249031966424542639569237782e-10"], [],
        "1111024501830581049856326154239020e-18"
    ),
    (["13143228728639165e-21", "80591131516220118e-20"], ["-9648e-3"], "-1097872797e-18"),
    (["-651476675249495115324691789802e-21", "-4e-1"], ["-21686599226435851e-7"], "-120162072152898635e-18"),
    (
        ["131173111432674557527250787352e-22", "975617018099085447969560086728e-17"], ["-8366e1"],
        "-1529700213133217859037454567650858e-18"
    ),
    (["-431e1", "-45742444723785486e-21"], ["-1571e-9", "5e1"], "-2509865522081673388415e-18"),
    (["318106073284957634666510354057e-9", "-1e-5"], ["-33158211656083021e4", "-2e-1"], "-47967917658581e-18"),
]

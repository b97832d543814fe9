# Works the settlement vectors out a second way: exact fractions over the published rules as plain formulas, one function a region.
# It shares nothing with the program (other language, no policy files, rules retyped from the published figures) and writes the
# arithmetic beside each answer. Run by hand: python3 test/vectors/medical/make_vectors.py
import json, os
from fractions import Fraction as F

HERE = os.path.dirname(os.path.abspath(__file__))

def half_up(x):
    return (2 * x.numerator + x.denominator) // (2 * x.denominator)

def yuan(fen):
    fen = F(fen)
    text = f"{float(fen) / 100:.4f}" if fen.denominator != 1 else f"{fen.numerator / 100:.2f}"
    return text

class Curve:
    """What the basic fund owes as a piecewise-linear function of the year's amount: knots (position, slope above it)."""
    def __init__(self, knots):
        self.knots = [(F(a), F(r)) for a, r in knots]
    def at(self, t):
        """Integral from 0 to t."""
        total = F(0)
        for i, (a, r) in enumerate(self.knots):
            b = self.knots[i + 1][0] if i + 1 < len(self.knots) else None
            end = t if b is None else min(t, b)
            if end > a:
                total += (end - a) * r
        return total
    def between(self, s, t):
        return self.at(t) - self.at(s)
    def where(self, s, owed):
        """The point t >= s at which the integral from s is `owed`: the inverse, one linear piece at a time."""
        target = self.at(s) + owed
        for i, (a, r) in enumerate(self.knots):
            b = self.knots[i + 1][0] if i + 1 < len(self.knots) else None
            if r == 0:
                continue
            t = a + (target - self.at(a)) / r
            if t >= a and (b is None or t <= b):
                return max(t, F(s))
        raise ValueError

def answer(scope, deductible, knots, start, cap_left, beyond=None, steps=None):
    """scope fen inside, deductible still open, curve, year's amount before, what the cap still allows, (rate, total left)."""
    steps = [] if steps is None else steps
    d = min(scope, deductible)
    steps.append(f"deductible: min({yuan(scope)}, {yuan(deductible)}) = {yuan(d)}")
    curve, lo, hi = Curve(knots), start + d, start + scope
    owed = curve.between(lo, hi)
    steps.append(f"basic fund over the year's {yuan(lo)}..{yuan(hi)}: "
                 + ", ".join(f"from {yuan(a)} at {float(r) * 100:.2f} %" for a, r in curve.knots) + f" = {yuan(owed)}")
    extra = 0
    if cap_left is not None and owed > cap_left:
        basic = cap_left
        t = curve.where(lo, F(cap_left))
        steps.append(f"only {yuan(cap_left)} is left of the cap; it is reached at {yuan(t)}")
        if beyond:
            rate, total_left = beyond
            extra = half_up((hi - t) * rate)
            steps.append(f"large-amount fund: ({yuan(hi)} - {yuan(t)}) x {float(rate) * 100:.2f} % = {yuan(extra)}")
            if extra > total_left - basic:
                extra = max(0, total_left - basic)
                steps.append(f"limited by the yearly total to {yuan(extra)}")
    else:
        basic = half_up(owed)
    return d, basic, extra, steps

LESS = {'home': 0, 'resettled': 0, 'referral': 1000, 'emergency': 1000, 'unfiled': 2000}

def bp(rate, filing):
    return F(max(0, rate - LESS[filing]), 10000)

def beijing(c):
    y, retired, filing = c['counters'], c['group'] == 'retired', c['filing']
    if c['medType'].startswith('41'):
        return answer(c['scope'], 0, [(0, F(0))], y.get('scope:pharmacy', 0), None)
    if c['medType'].startswith('1'):
        ded = max(0, (130000 if retired else 180000) - y.get('dedc:outpatient', 0))
        low = 9000 if c['community'] else (9000 if c['age'] >= 70 else 8500) if retired else 7000
        high = 8000 if retired else 6000
        return answer(c['scope'], ded, [(0, bp(low, filing)), (2000000, bp(high, filing))], y.get('scope:outpatient', 0), None)
    first = y.get('count:inpatient', 0) == 0
    ded = 130000 if first else 65000
    rates = {1: (90, 95, 97), 2: (87, 92, 97), 3: (85, 90, 95)}[c['level']]
    def r(percent):
        own = F(100 - percent, 100) * (F(6, 10) if retired else 1)
        return max(F(0), 1 - own - F(LESS[filing], 10000))
    cap_left = max(0, 10000000 - y.get('cap:inpatient-pooling', 0))
    total_left = 50000000 - y.get('cap:inpatient-pooling', 0) - y.get('beyond:inpatient', 0)
    return answer(c['scope'], ded, list(zip((0, 3000000, 4000000), map(r, rates))), y.get('scope:inpatient', 0), cap_left,
                  (bp(9000 if retired else 8500, filing), total_left))

WAGE = {2021: 15556300, 2022: 16475400, 2023: 17185400}

def shenzhen(c):
    y, retired, filing, older = c['counters'], c['group'] == 'retired', c['filing'], c['group'] == 'retired' or c['age'] >= 60
    mt = c['medType']
    if mt == '140104':
        m = c['months']
        rate = 6000 if m < 12 else 7500 if m < 36 else 9000
        return answer(c['scope'], 0, [(0, bp(rate, filing))], y.get('scope:chronic', 0), None)
    if mt == '140201':
        return answer(c['scope'], 0, [(0, bp(8000, filing))], y.get('scope:chronic', 0), None)
    if c.get('mark') == 'large-equipment':
        return answer(c['scope'], 0, [(0, bp(8000, filing))], y.get('scope:large-equipment', 0), None)
    if mt.startswith('41'):
        return answer(c['scope'], 0, [(0, F(0))], y.get('scope:pharmacy', 0), None)
    rate = 0 if c['network'] == 'outside' else {1: 7500, 2: 6500, 3: 5500}[c['level']] + (500 if older else 0)
    wage = WAGE[c['year'] - 2]
    year_cap = half_up(F(wage * (7 if retired else 6), 100))
    left = year_cap - y.get('cap:outpatient-year', 0)
    steps = [f"yearly limit {yuan(year_cap)}"]
    if c['level'] in (2, 3):
        hospital_cap = half_up(F(wage * (35 if retired else 30), 1000))
        steps.append(f"hospitals of level 2 and 3 together {yuan(hospital_cap)}")
        left = min(left, hospital_cap - y.get('cap:outpatient-hospitals', 0))
    return answer(c['scope'], 0, [(0, bp(rate, filing))], y.get('scope:outpatient', 0), max(0, left), None, steps)

def fuzhou(c):
    y, filing = c['counters'], c['filing']
    if c['medType'].startswith('41'):
        return answer(c['scope'], 0, [(0, F(0))], y.get('scope:pharmacy', 0), None)
    if c['insurance'] == '310':
        return answer(c['scope'], max(0, 60000 - y.get('dedc:outpatient', 0)), [(0, bp(8300, filing))], y.get('scope:outpatient', 0), None)
    return answer(c['scope'], 80000, [(0, bp(6000, filing))], y.get('scope:inpatient', 0), None)

def zhengzhou(c):
    y, retired, filing = c['counters'], c['group'] == 'retired', c['filing']
    if c['medType'].startswith('41'):
        return answer(c['scope'], 0, [(0, F(0))], y.get('scope:pharmacy', 0), None)
    rate = {1: (6500, 7500), 2: (6000, 7000), 3: (5500, 6500)}[c['level']][retired]
    ded = 0 if c['level'] == 1 else 4000
    left = max(0, (230000 if retired else 180000) - y.get('cap:outpatient-year', 0))
    return answer(c['scope'], ded, [(0, bp(rate, filing))], y.get('scope:outpatient', 0), left)

def vector(rule, region, name, **given):
    c = dict(insurance='310', group='in-service', age=40, level=3, community=False, network='open', months=60, medType='11',
             filing='home', year=2024, counters={}, scope=0, own=0, use='0', ownBalance=0, familyBalance=0)
    c.update(given)
    d, basic, beyond, steps = rule(c)
    total = c['scope'] + c['own']
    person = total - basic - beyond
    own_pay = 0 if c['use'] == '0' else min(person, c['ownBalance'])
    family = min(person - own_pay, c['familyBalance']) if c['use'] == '2' else 0
    steps.append(f"person: {yuan(total)} - {yuan(basic + beyond)} = {yuan(person)}; account {yuan(own_pay + family)}, cash {yuan(person - own_pay - family)}")
    return dict(name=name, region=region, given=c, expect=dict(deductible=d, basic=basic, beyond=beyond, person=person,
                account=own_pay + family, family=family, cash=person - own_pay - family), arithmetic=steps)

def around(*edges):
    return sorted({e + k for e in edges for k in (-1, 0, 1) if e + k >= 0})

def beijing_vectors():
    out, v = [], lambda name, **g: out.append(vector(beijing, 'beijing', name, **g))
    for s in around(180000, 2000000):
        v(f'outpatient in service {s}', scope=s)
    for s in around(130000, 2000000):
        v(f'outpatient retired under 70 {s}', scope=s, group='retired', age=69)
        v(f'outpatient retired 70 {s}', scope=s, group='retired', age=70)
    for s in around(180000, 2000000):
        v(f'community {s}', scope=s, community=True, level=1)
    for before in around(2000000):
        v(f'outpatient year so far {before}', scope=123457, counters={'scope:outpatient': before, 'dedc:outpatient': 180000})
    for before in (100000, 179999, 180000):
        v(f'deductible half used {before}', scope=90001, counters={'scope:outpatient': before, 'dedc:outpatient': before})
    for level in (1, 2, 3):
        for s in around(130000, 3000000, 4000000):
            v(f'first admission level {level} {s}', scope=s, level=level, medType='21')
    for s in around(65000, 3000000, 4000000):
        v(f'later admission level 3 {s}', scope=s, medType='21', counters={'count:inpatient': 1})
        v(f'retired first admission level 3 {s}', scope=s, medType='21', group='retired', age=65)
        v(f'retired later admission level 2 {s}', scope=s, medType='21', group='retired', age=65, level=2, counters={'count:inpatient': 2})
    year = {'count:inpatient': 1, 'scope:inpatient': 3500000, 'dedc:inpatient': 130000, 'cap:inpatient-pooling': 2889500}
    for s in (64999, 65001, 500000, 565000, 565001, 7000000, 7500000, 20000000):
        v(f'second admission after 35,000 yuan {s}', scope=s, medType='21', counters=year)
    cap = {'count:inpatient': 3, 'scope:inpatient': 11000000, 'cap:inpatient-pooling': 9999999}
    for left in (0, 1, 2):
        v(f'cap nearly used, {left} left', scope=300000, medType='21', counters={**cap, 'cap:inpatient-pooling': 10000000 - left})
    for s in around(10684211, 10684210) + [57741800, 57741801, 60000000, 90000000]:
        v(f'into the large-amount fund {s}', scope=s, medType='21')
        v(f'into the large-amount fund retired {s}', scope=s, medType='21', group='retired', age=66)
    for used in around(39999999, 40000000):
        v(f'total cap, {used} of the large amount used', scope=500000, medType='21',
          counters={'count:inpatient': 5, 'scope:inpatient': 58000000, 'cap:inpatient-pooling': 10000000, 'beyond:inpatient': min(used, 40000000)})
    for filing in ('resettled', 'referral', 'emergency', 'unfiled'):
        v(f'elsewhere outpatient {filing}', scope=1234567, filing=filing)
        v(f'elsewhere inpatient {filing}', scope=5234567, filing=filing, medType='21')
        v(f'elsewhere inpatient retired {filing}', scope=25234567, filing=filing, medType='21', group='retired', age=72)
    for use, own, family in (('0', 100, 100), ('1', 50000, 0), ('1', 216000, 0), ('1', 216001, 0), ('2', 50000, 100000), ('2', 50000, 166000), ('2', 0, 999999)):
        v(f'worked check 3,000 yuan, account {use} {own} {family}', scope=300000, use=use, ownBalance=own, familyBalance=family)
    v('own part beside scope', scope=300000, own=12345, use='1', ownBalance=228346)
    v('pharmacy from the account', scope=6666, own=34, medType='41', level=1, use='1', ownBalance=5000)
    return out

def shenzhen_vectors():
    out, v = [], lambda name, **g: out.append(vector(shenzhen, 'shenzhen', name, **g))
    for level in (1, 2, 3):
        for group, age in (('in-service', 40), ('in-service', 59), ('in-service', 60), ('retired', 55)):
            v(f'level {level} {group} {age}', scope=33333, level=level, group=group, age=age)
    cap, hosp, rcap, rhosp = 988524, 494262, 1153278, 576639
    for used in around(cap) + around(hosp):
        v(f'yearly limit level 1, {used} used', scope=100000, level=1, counters={'cap:outpatient-year': min(used, cap), 'scope:outpatient': 1300000})
    for used in around(hosp):
        v(f'hospital limit level 3, {used} used', scope=100000, counters={'cap:outpatient-year': min(used, hosp), 'cap:outpatient-hospitals': min(used, hosp), 'scope:outpatient': 900000})
        v(f'hospital limit level 2, {used} used', scope=777, level=2, counters={'cap:outpatient-year': min(used, hosp), 'cap:outpatient-hospitals': min(used, hosp)})
    for used in around(rcap):
        v(f'retired yearly limit, {used} used', scope=50000, level=1, group='retired', age=62, counters={'cap:outpatient-year': min(used, rcap)})
    for used in around(rhosp):
        v(f'retired hospital limit, {used} used', scope=50000, level=3, group='retired', age=62, counters={'cap:outpatient-year': min(used, rhosp), 'cap:outpatient-hospitals': min(used, rhosp)})
    for s in (1318031, 1318032, 1318033, 898658, 898659):
        v(f'reaches a limit in one visit {s}', scope=s, level=1)
        v(f'reaches a limit in one hospital visit {s}', scope=s, level=3)
    for months in (0, 11, 12, 35, 36, 37):
        v(f'chronic class one, {months} months', scope=98765, medType='140104', months=months)
    v('chronic class two', scope=98765, medType='140201')
    v('large equipment at level 3', scope=98765, mark='large-equipment')
    v('outside the network, not referred', scope=50000, network='outside')
    v('referred', scope=50000, network='referred')
    for filing in ('resettled', 'referral', 'emergency', 'unfiled'):
        v(f'elsewhere {filing}', scope=1234567, filing=filing)
        v(f'elsewhere level 1 retired {filing}', scope=34567, filing=filing, level=1, group='retired', age=61)
    for year in (2023, 2024, 2025):
        v(f'limit of the year {year}', scope=9000000, level=1, year=year)
    v('account pays', scope=33333, level=1, use='1', ownBalance=8000)
    v('family pays the rest', scope=33333, level=1, use='2', ownBalance=8000, familyBalance=300)
    v('pharmacy', scope=5000, medType='41', level=1, use='1', ownBalance=4999)
    return out

def fuzhou_vectors():
    out, v = [], lambda name, **g: out.append(vector(fuzhou, 'fuzhou', name, **g))
    for s in around(60000, 160000, 1000000) + [0, 1, 2, 3]:
        v(f'outpatient level 2 {s}', scope=s, level=2)
    for before in around(60000) + [0, 30000]:
        v(f'outpatient, deductible used {before}', scope=77777, level=2, counters={'dedc:outpatient': min(before, 60000), 'scope:outpatient': before})
    v('retired like in service', scope=100000, level=2, group='retired', age=70)
    for s in around(80000, 180000, 3000000, 30000000):
        v(f'resident inpatient level 3 {s}', scope=s, insurance='390', group='adult-resident', medType='21')
        v(f'resident later admission {s}', scope=s, insurance='390', group='elderly-resident', age=71, medType='21', counters={'count:inpatient': 1, 'scope:inpatient': 500000})
    for filing in ('resettled', 'referral', 'emergency'):
        v(f'elsewhere employee {filing}', scope=123457, level=2, filing=filing)
        v(f'elsewhere resident {filing}', scope=1234567, insurance='390', group='minor', age=9, medType='21', filing=filing)
    for use, own, family in (('1', 1, 0), ('1', 66800, 0), ('2', 60000, 6799), ('2', 60000, 6801)):
        v(f'account {use} {own} {family}', scope=100000, level=2, use=use, ownBalance=own, familyBalance=family)
    v('pharmacy', scope=5000, medType='41', level=1, use='1', ownBalance=9999)
    return out

def zhengzhou_vectors():
    out, v = [], lambda name, **g: out.append(vector(zhengzhou, 'zhengzhou', name, **g))
    for level in (1, 2, 3):
        for group, age in (('in-service', 40), ('retired', 63)):
            for s in around(4000, 100000):
                v(f'level {level} {group} {s}', scope=s, level=level, group=group, age=age)
    for used in around(180000):
        v(f'yearly cap, {used} used', scope=30000, counters={'cap:outpatient-year': min(used, 180000)})
    for used in around(230000):
        v(f'yearly cap retired, {used} used', scope=30000, group='retired', age=63, counters={'cap:outpatient-year': min(used, 230000)})
    for s in (331272, 331273, 331274, 276923, 276924):
        v(f'the cap in one visit {s}', scope=s)
        v(f'the cap in one visit, level 1 {s}', scope=s, level=1)
    for filing in ('resettled', 'referral', 'emergency', 'unfiled'):
        v(f'elsewhere {filing}', scope=123457, filing=filing)
    v('account pays', scope=50000, use='1', ownBalance=20000)
    v('pharmacy', scope=5000, medType='41', level=1, use='1', ownBalance=9999)
    return out

for region, make in (('beijing', beijing_vectors), ('shenzhen', shenzhen_vectors), ('fuzhou', fuzhou_vectors), ('zhengzhou', zhengzhou_vectors)):
    vectors = make()
    assert len({x['name'] for x in vectors}) == len(vectors), region
    with open(os.path.join(HERE, f'{region}.json'), 'w') as file:
        file.write('[\n' + ',\n'.join(json.dumps(x, ensure_ascii=False) for x in vectors) + '\n]\n')
    print(region, len(vectors))

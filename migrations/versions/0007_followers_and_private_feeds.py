"""Who follows which sessions, and calendars behind a secret address."""

import sqlalchemy as sa
from alembic import op

import scheduler.store.types


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table('follower',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('digest', sa.String(length=64), nullable=True),
    sa.Column('link', sa.Integer(), server_default='0', nullable=False),
    sa.Column('changed_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint('account_id IS NOT NULL OR digest IS NOT NULL', name=op.f('ck_follower_is_somebody')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_follower_account_id_account'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_follower_event_id_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_follower')),
    sa.UniqueConstraint('digest', name=op.f('uq_follower_digest')),
    sa.UniqueConstraint('event_id', 'account_id', name=op.f('uq_follower_event_id_account_id'))
    )
    with op.batch_alter_table('follower', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_follower_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_follower_changed_at'), ['changed_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_follower_event_id'), ['event_id'], unique=False)

    op.create_table('bookmark',
    sa.Column('follower_id', sa.Integer(), nullable=False),
    sa.Column('session', sa.String(length=160), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_bookmark_event_id_event'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['follower_id'], ['follower.id'], name=op.f('fk_bookmark_follower_id_follower'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('follower_id', 'session', name=op.f('pk_bookmark'))
    )
    with op.batch_alter_table('bookmark', schema=None) as batch_op:
        batch_op.create_index('ix_bookmark_event_id_session', ['event_id', 'session'], unique=False)

    op.create_table('feed_token',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('follower_id', sa.Integer(), nullable=True),
    sa.Column('person', sa.String(length=160), nullable=True),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('token_id', sa.Integer(), nullable=True),
    sa.Column('ticket_id', sa.Integer(), nullable=True),
    sa.Column('created_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind IN ('personal', 'desk')", name=op.f('ck_feed_token_kind_known')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_feed_token_account_id_account'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_feed_token_event_id_event'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['follower_id'], ['follower.id'], name=op.f('fk_feed_token_follower_id_follower'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['ticket_id'], ['ticket.id'], name=op.f('fk_feed_token_ticket_id_ticket'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['token_id'], ['token.id'], name=op.f('fk_feed_token_token_id_token'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feed_token')),
    sa.UniqueConstraint('digest', name=op.f('uq_feed_token_digest'))
    )
    with op.batch_alter_table('feed_token', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_feed_token_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_feed_token_event_id'), ['event_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_feed_token_follower_id'), ['follower_id'], unique=False)



def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table('feed_token', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_feed_token_follower_id'))
        batch_op.drop_index(batch_op.f('ix_feed_token_event_id'))
        batch_op.drop_index(batch_op.f('ix_feed_token_account_id'))

    op.drop_table('feed_token')
    with op.batch_alter_table('bookmark', schema=None) as batch_op:
        batch_op.drop_index('ix_bookmark_event_id_session')

    op.drop_table('bookmark')
    with op.batch_alter_table('follower', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_follower_event_id'))
        batch_op.drop_index(batch_op.f('ix_follower_changed_at'))
        batch_op.drop_index(batch_op.f('ix_follower_account_id'))

    op.drop_table('follower')
